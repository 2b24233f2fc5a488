/** What a trace of system calls says about connections. */
export interface Contacts {
  /** Calls that name somebody to speak to, on this machine or not. */
  calls: number;
  /** Addresses that are not this machine's own, as the call has them; and the dead proxy, which whatever else would have left ran into. */
  outside: string[];
}

const speaking = /\b(?:connect|sendto|sendmsg|sendmmsg)\(/;
const address = /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/g;
/** Of src/main/desktop/offline.ts. */
const deadProxy = 'sin_port=htons(1), sin_addr=inet_addr("127.0.0.1")';

/** Reads the output of `strace -f -e trace=network`: whom any process of the program connected to or sent to. */
export function readContacts(trace: string): Contacts {
  const lines = trace.split("\n").filter((line) => speaking.test(line));
  const outside = lines.flatMap((line) =>
    [...line.matchAll(address)].map(([, v4, v6]) => v4 ?? v6 ?? "").filter((found) => !/^127\.|^::1$|^::ffff:127\./.test(found)),
  );
  const caught = lines.filter((line) => line.includes(deadProxy)).map(() => "the dead proxy");
  return { calls: lines.length, outside: [...outside, ...caught] };
}
