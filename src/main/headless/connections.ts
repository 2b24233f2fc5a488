import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Log } from "../engine/index.ts";

/** A server's connections, with and without a session. */
export interface Connections {
  /** The connection has proved a session: connections without one no longer displace it. */
  trust(socket: Socket): void;
  /** A request arrived on the connection. */
  serving(request: IncomingMessage, response: ServerResponse): void;
  /** The connection becomes a socket, which has not proved its session yet. */
  upgrading(socket: Socket): void;
}

/** Unanswered requests of one connection. Browsers do not send a second one before the first is answered. */
const maxWaitingRequests = 16;

/**
 * Bounds the connections without a session in two groups of `limit` each: those that have made a request and those that have not. One
 * too many replaces the one in its group that has been without progress for longest. So hoarded connections are lost, a new one has
 * the time of `limit` other arrivals to make a request, and connections that make requests are never displaced by idle ones. A connection
 * that keeps asking without reading its answers is dropped, since each answer is held until it is read.
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

/** Connections by last progress: connected, request received, response sent. */
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
