import type { createDispatcher, Log } from "../engine/index.ts";
import { takeInTurns } from "./turns.ts";
import type { ClientMessage } from "./wire.ts";
import type { Socket } from "./ws.ts";

/** A client this far behind (bytes) misses snapshots; the next one replaces them. */
export const skipSnapshotsBytes = 1024 * 1024;
/** A client this far behind (bytes) does not read and is dropped. */
export const dropClientBytes = 64 * 1024 * 1024;
const maxRunningCalls = 256;

export interface Connection {
  readonly visible: boolean;
  /** Sends an event frame unless the client is behind. */
  announce(frame: string): void;
}

/**
 * Serves one client: calls in, results out, in order of completion. An invalid message closes the connection with 1008; closing
 * aborts all running calls.
 */
export function serveSocket(socket: Socket, dispatcher: ReturnType<typeof createDispatcher>, log: Log, onChange: () => void): Connection {
  const running = new Map<number, AbortController>();
  let visible = true;
  let refused = false;

  const abortAll = () => {
    for (const controller of running.values()) controller.abort();
  };
  const violation = (why: string) => {
    log("warn", "socket_violation", { why });
    refused = true;
    abortAll();
    socket.close(1008, "not a message of this protocol");
  };
  const send = (frame: string) => {
    if (socket.bufferedBytes > dropClientBytes) {
      log("warn", "socket_dropped", { bufferedBytes: socket.bufferedBytes });
      socket.drop();
    } else socket.send(frame);
  };
  const answer = async (id: number, name: string, input: unknown) => {
    const controller = new AbortController();
    running.set(id, controller);
    const result = await dispatcher.call(name, input, controller.signal);
    running.delete(id);
    send(JSON.stringify({ id, result }));
  };

  // Ignore what comes after a violation, until the client has closed too.
  socket.onBinary(() => {
    if (!refused) violation("binary frame");
  });
  const take = (message: ClientMessage | null) => {
    if (refused) return;
    if (message === null) return violation("malformed message");
    switch (message.type) {
      case "call":
        if (running.has(message.id)) return violation("id in use");
        if (running.size >= maxRunningCalls) return send(JSON.stringify({ id: message.id, result: tooManyCalls }));
        answer(message.id, message.name, message.input).catch((thrown) => log("error", "socket_answer_failed", { thrown: String(thrown) }));
        return;
      case "abort":
        running.get(message.id)?.abort();
        return;
      case "visible":
        visible = message.visible;
        onChange();
    }
  };
  socket.onText(
    takeInTurns(take, (message) => {
      if (message?.type === "call") dispatcher.prepare(message.name);
    }),
  );
  socket.onClose(abortAll);

  return {
    get visible() {
      return visible;
    },
    announce: (frame) => {
      if (socket.bufferedBytes <= skipSnapshotsBytes) socket.send(frame);
      else if (socket.bufferedBytes > dropClientBytes) socket.drop();
    },
  };
}

const tooManyCalls = {
  ok: false,
  error: {
    code: "over_limit",
    message: `More than ${maxRunningCalls} calls are waiting for answers.`,
    fix: "Wait for some of them first.",
  },
};
