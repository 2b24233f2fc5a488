import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { AssayError } from "../../contract/index.ts";
import type { Log } from "../engine/index.ts";
import { boundConnections, type Connections } from "./connections.ts";
import type { Limits } from "./limits.ts";

/** What every server of this program on 127.0.0.1 has in common: timeouts, bounded connections, one way to answer. */
export interface LoopbackServer {
  readonly server: Server;
  readonly connections: Connections;
  /** @param fix what to do when the port cannot be had. @returns the port. @throws AssayError unavailable if it is in use, permission if it is reserved. */
  listen(port: number, fix: string): Promise<number>;
  /** Drops all connections and stops listening. */
  close(): Promise<void>;
}

export interface LoopbackOptions {
  limits: Pick<Limits, "headersMs" | "idleMs" | "connectionsWithoutSession">;
  refusals: Log;
  log: Log;
  /** @param expectsContinue the client waits for "100 Continue" before it sends its body. */
  answer(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void>;
  /** Answers a request that could not be answered because of a bug. */
  answerBug(response: ServerResponse): void;
}

export function createLoopbackServer({ limits, refusals, log, answer, answerBug }: LoopbackOptions): LoopbackServer {
  const server = createServer({
    headersTimeout: limits.headersMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersMs),
    // Bodies have a minimum pace instead.
    requestTimeout: 0,
    maxHeaderSize: 16_384,
  });
  server.timeout = limits.idleMs;
  const connections = boundConnections(server, limits.connectionsWithoutSession, refusals);
  const take = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    connections.serving(request, response);
    // Do not answer what a dropped connection sent before.
    if (request.socket.destroyed) return;
    answer(request, response, expectsContinue).catch((thrown) => {
      log("error", "request_failed", { thrown: String(thrown) });
      if (response.headersSent) response.destroy();
      else answerBug(response);
    });
  };
  server.on("request", (request: IncomingMessage, response: ServerResponse) => take(request, response, false));
  // By default Node sends "100 Continue" before the request is judged.
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => take(request, response, true));
  server.on("connect", (_request: IncomingMessage, stream: Duplex) => {
    stream.on("error", () => stream.destroy());
    refuseUpgrade(stream, 405, "Method Not Allowed", refusals, "proxy");
  });
  return {
    server,
    connections,
    listen: (port, fix) => listen(server, port, fix),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export function refuseUpgrade(stream: Duplex, status: number, text: string, log: Log, why: string): void {
  log("warn", "upgrade_refused", { why });
  const bytes = `HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  // The server no longer owns this connection, and the client may never close its side.
  stream.end(bytes, () => stream.destroy());
}

/** Pending connections in the kernel. With a small backlog a burst would drop new ones, which retry only after a second. */
const backlog = 4096;

function listen(server: Server, port: number, fix: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (thrown: NodeJS.ErrnoException) => {
      const code = thrown.code === "EACCES" ? "permission" : "unavailable";
      const reason = thrown.code === "EADDRINUSE" ? "is in use by another program" : `cannot be listened on (${thrown.code})`;
      reject(new AssayError(code, `Port ${port} of 127.0.0.1 ${reason}.`, { fix, cause: thrown }));
    });
    // Loopback only, on every machine.
    server.listen({ host: "127.0.0.1", port, exclusive: true, backlog }, () => resolve((server.address() as AddressInfo).port));
  });
}
