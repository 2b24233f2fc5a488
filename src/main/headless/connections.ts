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

/** Requests of one connection that wait for their answers. No browser sends a second one before the first is answered. */
const maxWaitingRequests = 16;

/**
 * Bounds the connections without a session, in two groups of `limit` each: those that have made no request yet, and those that
 * have. One too many in a group takes the place of the one there that has made no progress for longest. So whoever holds many
 * connections open loses them, whoever comes new has the time of `limit` other arrivals to make a request, and whoever makes
 * requests loses no place to connections that never do. A connection that asks on and on without taking its answers is dropped,
 * since each of them is held until it is taken.
 */
export function boundConnections(server: Server, limit: number, log: Log): Connections {
  const silent = new Group(limit, log);
  const asking = new Group(limit, log);
  const trusted = new WeakSet<Socket>();
  const waiting = new WeakMap<Socket, number>();
  const progress = (socket: Socket) => {
    if (trusted.has(socket) || socket.destroyed) return;
    silent.delete(socket);
    asking.delete(socket);
    asking.add(socket);
  };

  server.on("connection", (socket: Socket) => {
    silent.add(socket);
    socket.once("close", () => {
      silent.delete(socket);
      asking.delete(socket);
    });
  });
  return {
    trust(socket) {
      trusted.add(socket);
      silent.delete(socket);
      asking.delete(socket);
    },
    serving({ socket }, response) {
      progress(socket);
      const requests = (waiting.get(socket) ?? 0) + 1;
      waiting.set(socket, requests);
      response.once("close", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
      if (requests > maxWaitingRequests && !socket.destroyed) {
        log("warn", "connection_dropped", { why: "too_many_waiting_requests" });
        socket.destroy();
      }
      response.once("finish", () => progress(socket));
    },
    upgrading: progress,
  };
}

/** Connections in the order of their last progress: connected, a request came, a response went. */
class Group extends Set<Socket> {
  readonly #limit: number;
  readonly #log: Log;

  constructor(limit: number, log: Log) {
    super();
    this.#limit = limit;
    this.#log = log;
  }

  override add(socket: Socket): this {
    super.add(socket);
    const [oldest] = this;
    if (this.size <= this.#limit || oldest === undefined) return this;
    this.#log("warn", "connection_dropped", { why: "too_many_without_session" });
    this.delete(oldest);
    oldest.destroy();
    return this;
  }
}
