/** What a trace of system calls says about connections. */
export interface Contacts {
  /** Calls that name somebody to speak to, on this machine or not. */
  calls: number;
  /** Addresses that are not this machine's own, as the call has them. */
  outside: string[];
}

const speaking = /\b(?:connect|sendto|sendmsg|sendmmsg)\(/;
const address = /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/g;

/** Reads the output of `strace -f -e trace=network`: whom any process of the program connected to or sent to. */
export function readContacts(trace: string): Contacts {
  const lines = trace.split("\n").filter((line) => speaking.test(line));
  const outside = lines.flatMap((line) =>
    [...line.matchAll(address)].map(([, v4, v6]) => v4 ?? v6 ?? "").filter((found) => !/^127\.|^::1$|^::ffff:127\./.test(found)),
  );
  return { calls: lines.length, outside };
}
