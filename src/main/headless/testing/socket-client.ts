import { createHash, createHmac, randomBytes } from "node:crypto";
import type { EventName, EventOf, Grant, Result, Transport } from "../../../contract/index.ts";
import { launchCodeHeader, launchCodeParameter, parseSessionToken, proofText, type SessionToken } from "../../../contract/web-door.ts";

/** A bare client of the wire protocol, for tests. */
export interface SocketClient {
  send(text: string): void;
  call(name: string, input: unknown, signal?: AbortSignal): Promise<Result<unknown>>;
  on(name: string, listener: (data: unknown) => void): () => void;
  /** What `POST /files` must carry. */
  ticket: string;
  /** The code the host closed with. */
  closed: Promise<number>;
  close(): void;
}

/** A tab of a web host that has exchanged its launch code. */
export interface SignedIn {
  readonly port: number;
  readonly token: SessionToken;
  /** What `POST /files` must carry. */
  readonly ticket: string;
}

/** Exchanges the launch code of an address, as the page does. Rejects when it is refused. */
export async function exchangeCode(address: string): Promise<SessionToken> {
  const { origin, searchParams } = new URL(address);
  const headers = { origin, [launchCodeHeader]: searchParams.get(launchCodeParameter) ?? "" };
  const answer = (await (await fetch(`${origin}/session`, { method: "POST", headers })).json()) as Result<{ session: string }>;
  const token = answer.ok ? parseSessionToken(answer.value.session) : undefined;
  if (token === undefined) throw new Error("the launch code was refused");
  return token;
}

/** Signs in with an address and asks for the upload ticket. */
export async function signIn(address: string): Promise<SignedIn> {
  const port = Number(new URL(address).port);
  const token = await exchangeCode(address);
  const client = await connectClient({ port, token });
  client.close();
  return { port, token, ticket: client.ticket };
}

/** The answer to a challenge, and what a host that knows the session says then. Written apart from the page's own code. */
export function proveSession({ id, secret }: SessionToken, challenge: string): { answer: object; hostProof: string } {
  const nonce = randomBytes(32).toString("base64url");
  const key = createHash("sha256").update(secret).digest();
  const sign = (side: "tab" | "host") =>
    createHmac("sha256", key)
      .update(proofText(side, challenge, nonce))
      .digest("base64url");
  return { answer: { session: id, nonce, proof: sign("tab") }, hostProof: sign("host") };
}

/**
 * Connects to a web host as its own page would. Rejects when the upgrade or the session is refused.
 * @param to a tab that has signed in, or a host to sign in to.
 */
export async function connectClient(
  to: { port: number; token: SessionToken } | { newAddress(): string },
  headers: Record<string, string> = {},
): Promise<SocketClient> {
  const { port, token } = "token" in to ? to : await signIn(to.newAddress());
  const origin = `http://127.0.0.1:${port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers: { origin, ...headers } });
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  const listeners = new Set<{ name: string; listener: (data: unknown) => void }>();
  let nextId = 0;
  const closed = new Promise<number>((resolve) => socket.addEventListener("close", (event) => resolve(event.code)));
  const admitted = Promise.withResolvers<string>();
  // Who only waits for `closed` need not hear it twice.
  admitted.promise.catch(() => {});
  let hostProof = "";
  socket.addEventListener("message", (event) => {
    const message = JSON.parse(String(event.data));
    if ("challenge" in message) {
      const proved = proveSession(token, message.challenge);
      hostProof = proved.hostProof;
      return socket.send(JSON.stringify(proved.answer));
    }
    if ("admitted" in message) {
      if (message.admitted.proof === hostProof) admitted.resolve(message.admitted.uploads);
      else admitted.reject(new Error("the host did not prove that it knows the session"));
      return;
    }
    if ("event" in message) for (const { name, listener } of listeners) if (name === message.event) listener(message.data);
    if ("result" in message) {
      waiting.get(message.id)?.(message.result);
      waiting.delete(message.id);
    }
  });
  socket.addEventListener("error", () => admitted.reject(new Error("the upgrade was refused")));
  socket.addEventListener("close", (event) => admitted.reject(new Error(`the session was refused with ${event.code}`)));
  const ticket = await admitted.promise;
  return {
    ticket,
    closed,
    send: (text) => socket.send(text),
    close: () => socket.close(),
    on: (name, listener) => {
      const entry = { name, listener };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    call: (name, input, signal) =>
      new Promise((resolve) => {
        const id = nextId++;
        waiting.set(id, resolve);
        socket.send(JSON.stringify({ id, call: name, input }));
        signal?.addEventListener("abort", () => socket.send(JSON.stringify({ abort: id })), { once: true });
      }),
  };
}

/** The client as a contract transport. */
export function socketTransport(client: SocketClient): Transport {
  return {
    call: (name, input, signal) => client.call(name, input, signal as AbortSignal | undefined) as never,
    subscribe: <N extends EventName>(name: N, listener: (event: EventOf<N>) => void) =>
      client.on(name, listener as (data: unknown) => void),
    grantFile: async (): Promise<Result<Grant>> => {
      throw new Error("files go over HTTP");
    },
  };
}
