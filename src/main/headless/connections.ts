import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Log } from "../engine/index.ts";

/** The connections of a server, told apart by whether they have shown a session. */
export interface Connections {
  /** The connection has shown a session: nobody without one can take its place. */
  trust(socket: Socket): void;
  /** A request came on the connection. */
  serving(request: IncomingMessage, response: ServerResponse): void;
  /** The connection becomes a socket, which has not shown its session yet. */
  upgrading(socket: Socket): void;
}

/**
 * Bounds the connections without a session. One too many takes the place of the one that has made no progress for longest:
 * whoever holds many connections open loses them, and whoever comes new has the time of `limit` other arrivals to be served.
 */
export function boundConnections(server: Server, limit: number, log: Log): Connections {
  // Insertion order is the order of the last progress: connected, a request came, a response went.
  const waiting = new Set<Socket>();
  const progress = (socket: Socket) => {
    if (waiting.delete(socket)) waiting.add(socket);
  };

  server.on("connection", (socket: Socket) => {
    waiting.add(socket);
    socket.once("close", () => waiting.delete(socket));
    if (waiting.size <= limit) return;
    const [oldest] = waiting;
    if (oldest === undefined) return;
    log("warn", "connection_dropped", { why: "too_many_without_session" });
    waiting.delete(oldest);
    oldest.destroy();
  });
  return {
    trust: (socket) => void waiting.delete(socket),
    serving({ socket }, response) {
      progress(socket);
      response.once("finish", () => progress(socket));
    },
    upgrading: progress,
  };
}
