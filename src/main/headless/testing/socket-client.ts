import type { EventName, EventOf, Grant, Result, Transport } from "../../../contract/index.ts";

/** A bare client of the wire protocol, for tests. */
export interface SocketClient {
  send(text: string): void;
  call(name: string, input: unknown, signal?: AbortSignal): Promise<Result<unknown>>;
  on(name: string, listener: (data: unknown) => void): () => void;
  /** The code the host closed with. */
  closed: Promise<number>;
  close(): void;
}

/** Connects to a web host as its own page would. Rejects when the upgrade is refused. */
export async function connectClient(host: { port: number; token: string }, headers: Record<string, string> = {}): Promise<SocketClient> {
  const origin = `http://127.0.0.1:${host.port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/socket`, {
    headers: { origin, cookie: `assay_${host.port}=${host.token}`, ...headers },
  });
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  const listeners = new Set<{ name: string; listener: (data: unknown) => void }>();
  let nextId = 0;
  const closed = new Promise<number>((resolve) => socket.addEventListener("close", (event) => resolve(event.code)));
  socket.addEventListener("message", (event) => {
    const message = JSON.parse(String(event.data));
    if ("event" in message) for (const { name, listener } of listeners) if (name === message.event) listener(message.data);
    if ("result" in message) {
      waiting.get(message.id)?.(message.result);
      waiting.delete(message.id);
    }
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error("the upgrade was refused")));
  });
  return {
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
