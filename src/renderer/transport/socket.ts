import {
  type EventName,
  type EventOf,
  type Input,
  isChanging,
  type Output,
  type ProcedureName,
  type Result,
  type Signal,
} from "../../contract/index.ts";
import { unknownSessionCloseCode } from "../../contract/web-door.ts";
import { downloadExport } from "./download.ts";
import { answerChallenge, readHandshake } from "./handshake.ts";
import { createConnection, type ScreenTransport } from "./screen-transport.ts";
import { readServerMessage } from "./socket-messages.ts";
import type { TabSession } from "./tab-session.ts";
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
  /** The session of this tab. Without one nothing stays connected; where none is likely, nothing is. */
  session: TabSession;
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
  let hasNoSession = false;
  /** Both sides have proved who they are. */
  let admitted = false;
  let uploadTicket: string | undefined;

  const send = (message: unknown) => socket?.send(JSON.stringify(message));
  const isOpen = () => admitted && socket?.readyState === 1;

  function ask(id: number, call: Pending) {
    if (!isOpen()) return;
    call.sent = true;
    send({ id, call: call.name, input: call.input });
  }

  function onOpen() {
    connection.setState((before) => ({ state: "open", opened: before.opened + 1, attempts: 0 }));
    send({ visible });
    // Whoever heard that it is open may have asked by now: an id asked twice ends the connection.
    for (const [id, call] of pending) if (!call.sent) ask(id, call);
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

  function onClose(code: number) {
    admitted = false;
    if (closed || hasNoSession) return;
    connection.setState((before) => {
      const state = code === unknownSessionCloseCode ? "locked" : before.opened > 0 ? "lost" : "connecting";
      return { ...before, state, attempts: before.attempts + 1 };
    });
    for (const [id, call] of pending) {
      if (!call.sent || !isChanging(call.name)) {
        call.sent = false;
        continue;
      }
      pending.delete(id);
      call.settle(lost(call.name));
    }
    const { attempts, state } = connection.getState();
    // A session that is unknown now may be known again: another Assay may have had the port for a while.
    const waitMs = state === "locked" ? longestRetryMs : firstRetryMs * 2 ** Math.min(attempts - 1, 10);
    retry = setTimeout(connect, Math.min(longestRetryMs, waitMs));
  }

  /** Proves this tab's session to the host, and takes nothing from a host that does not prove that it knows it. */
  async function shakeHands(to: WebSocket, text: string, expected: { proof?: string }) {
    const token = await options.session.token;
    const message = readHandshake(text);
    if (token === undefined || message === undefined) return to.close();
    if ("challenge" in message) {
      const { answer, hostProof } = await answerChallenge(token, message.challenge);
      expected.proof = hostProof;
      return to.send(JSON.stringify(answer));
    }
    if (expected.proof === undefined || message.admitted.proof !== expected.proof) return to.close();
    if (to !== socket || to.readyState !== 1) return;
    admitted = true;
    uploadTicket = message.admitted.uploads;
    onOpen();
  }

  function connect() {
    const next = new WebSocket(url);
    socket = next;
    admitted = false;
    const expected: { proof?: string } = {};
    /** Messages are taken in their order, although proofs are computed in between. */
    let queue = Promise.resolve();
    next.addEventListener("message", (event: MessageEvent) => {
      const text = String(event.data);
      if (admitted && next === socket) return onMessage(text);
      queue = queue
        .then(() => (admitted && next === socket ? onMessage(text) : shakeHands(next, text, expected)))
        .catch(() => next.close());
    });
    next.addEventListener("close", (event: CloseEvent) => onClose(event.code));
  }
  // The challenge comes while the launch code is exchanged.
  if (options.session.isLikely) connect();
  void options.session.token.then((token) => {
    if (closed || token !== undefined) return;
    hasNoSession = true;
    clearTimeout(retry);
    socket?.close();
    connection.setState((before) => ({ ...before, state: "locked" }));
  });

  return {
    connection,
    call<N extends ProcedureName>(name: N, input: Input<N>, signal?: Signal): Promise<Result<Output<N>>> {
      if (signal?.aborted) return Promise.resolve(cancelled());
      const { state, opened } = connection.getState();
      if (state !== "open" && opened > 0 && isChanging(name)) return Promise.resolve(lost(name));
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
    grantFile: (file) => uploadFile(options.filesUrl ?? "/files", file, uploadTicket),
    download: (job, file) => downloadExport(job, file, uploadTicket),
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

const cancelled = (): Result<never> => ({ ok: false, error: { code: "cancelled", message: "The call was cancelled." } });

const lost = (name: string): Result<never> => ({
  ok: false,
  error: {
    code: "unavailable",
    message: "The connection to Assay is lost, so this was not confirmed.",
    fix: "Check this item after reconnecting and redo it if needed.",
    where: name,
  },
});
