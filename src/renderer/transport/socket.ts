import {
  contract,
  type EventName,
  type EventOf,
  type Input,
  type Output,
  type ProcedureName,
  type Result,
  type Signal,
} from "../../contract/index.ts";
import { createConnection, type ScreenTransport } from "./screen-transport.ts";
import { readServerMessage } from "./socket-messages.ts";
import { uploadFile } from "./upload.ts";

interface Pending {
  name: ProcedureName;
  input: unknown;
  sent: boolean;
  settle(answer: Result<unknown>): void;
}

export interface SocketOptions {
  /** ws://host/socket */
  url: string;
  /** Where files are uploaded, POST ?name=…; absent: same origin. */
  filesUrl?: string;
  firstRetryMs?: number;
  longestRetryMs?: number;
}

export interface SocketTransport extends ScreenTransport {
  close(): void;
}

/**
 * The transport of a browser tab. Connects again by itself, waiting longer each time. Queries asked meanwhile wait and
 * are asked again; commands fail, because nobody can know whether the host still did them.
 */
export function createSocketTransport(options: SocketOptions): SocketTransport {
  const { url, firstRetryMs = 250, longestRetryMs = 5000 } = options;
  const connection = createConnection("connecting");
  const pending = new Map<number, Pending>();
  const listeners: { [N in EventName]: Set<(event: EventOf<N>) => void> } = { snapshot: new Set() };
  let lastId = 0;
  let socket: WebSocket | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let visible = true;
  let closed = false;

  const send = (message: unknown) => socket?.send(JSON.stringify(message));
  const isOpen = () => socket?.readyState === 1;

  function ask(id: number, call: Pending) {
    if (!isOpen()) return;
    call.sent = true;
    send({ id, call: call.name, input: call.input });
  }

  function onOpen() {
    connection.setState((before) => ({ state: "open", opened: before.opened + 1, attempts: 0 }));
    send({ visible });
    for (const [id, call] of pending) ask(id, call);
  }

  function onMessage(text: string) {
    const message = readServerMessage(text);
    if (message === undefined) return;
    if ("event" in message) {
      for (const listener of listeners[message.event]) listener(message.data);
      return;
    }
    pending.get(message.id)?.settle(message.result);
    pending.delete(message.id);
  }

  function onClose() {
    if (closed) return;
    connection.setState((before) => ({ ...before, state: before.opened > 0 ? "lost" : "connecting", attempts: before.attempts + 1 }));
    for (const [id, call] of pending) {
      if (!call.sent || contract.procedures[call.name].kind === "query") {
        call.sent = false;
        continue;
      }
      pending.delete(id);
      call.settle(lost(call.name));
    }
    const { attempts } = connection.getState();
    retry = setTimeout(connect, Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts - 1, 10)));
  }

  function connect() {
    const next = new WebSocket(url);
    socket = next;
    next.addEventListener("open", onOpen);
    next.addEventListener("message", (event: MessageEvent) => onMessage(String(event.data)));
    next.addEventListener("close", onClose);
  }
  connect();

  return {
    connection,
    call<N extends ProcedureName>(name: N, input: Input<N>, signal?: Signal): Promise<Result<Output<N>>> {
      if (signal?.aborted) return Promise.resolve(cancelled());
      if (connection.getState().state === "lost" && contract.procedures[name].kind === "command") return Promise.resolve(lost(name));
      lastId += 1;
      const id = lastId;
      return new Promise((resolve) => {
        const stop = () => {
          if (!pending.delete(id)) return;
          if (isOpen()) send({ abort: id });
          resolve(cancelled());
        };
        const settle = (answer: Result<unknown>) => {
          signal?.removeEventListener("abort", stop);
          resolve(answer as Result<Output<N>>);
        };
        const call: Pending = { name, input, sent: false, settle };
        pending.set(id, call);
        signal?.addEventListener("abort", stop, { once: true });
        ask(id, call);
      });
    },
    subscribe(name, listener) {
      listeners[name].add(listener);
      return () => listeners[name].delete(listener);
    },
    grantFile: (file) => uploadFile(options.filesUrl ?? "/files", file),
    setVisible(next) {
      visible = next;
      if (isOpen()) send({ visible });
    },
    close() {
      closed = true;
      clearTimeout(retry);
      socket?.close();
    },
  };
}

const cancelled = (): Result<never> => ({ ok: false, error: { code: "cancelled", message: "Nobody waits for this answer any more." } });

const lost = (name: string): Result<never> => ({
  ok: false,
  error: {
    code: "unavailable",
    message: "The connection to Assay is lost, so this was not confirmed.",
    fix: "Look at the state once it is connected again, then repeat what is missing.",
    where: name,
  },
});
