import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { AssayError } from "../../contract/index.ts";
import type { Log, Session } from "../engine/index.ts";
import { calmLog } from "./calm-log.ts";
import { type Door, judge, newToken } from "./guard.ts";
import { createHub } from "./hub.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { answerPage } from "./pages.ts";
import { answerRequest } from "./requests.ts";
import { createSocketServer } from "./ws.ts";

export interface WebHostOptions {
  session: Session;
  /** The folder of the built screen. */
  rendererDir: string;
  /** 0: any free port. */
  port: number;
  log: Log;
  limits?: Partial<Limits>;
}

export interface WebHost {
  /** The address with its token: what a person opens. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** Drops every connection and stops listening; the session stays open. */
  close(): Promise<void>;
}

/**
 * Serves the workbench on loopback: the built screen, the socket, uploads.
 * @throws AssayError unavailable when the port is taken, permission when it is reserved.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { session, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const refusals = calmLog(log);
  const token = newToken();
  const hub = createHub(session, log);
  const sockets = createSocketServer(limits.closeMs);
  const server = createServer({
    headersTimeout: limits.headersMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersMs),
    // An upload takes as long as it takes; it has a pace of its own to keep.
    requestTimeout: 0,
    maxHeaderSize: 16_384,
  });
  server.timeout = limits.idleMs;
  server.maxConnections = limits.connections;

  const port = await listen(server, options.port).catch((thrown) => {
    hub.close();
    throw thrown;
  });
  const door: Door = { port, token };

  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    answerRequest({ session, limits, refusals, rendererDir: options.rendererDir, door }, request, response).catch((thrown) => {
      log("error", "request_failed", { thrown: String(thrown) });
      if (response.headersSent) response.destroy();
      else
        answerPage(
          response,
          500,
          "Assay could not answer",
          "Reload the page; if it happens again, the newest file of .assay/log says why.",
        );
    });
  });
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy());
    const verdict = judge(request, door, true);
    if (verdict !== "ok") return refuseUpgrade(stream, 403, "Forbidden", refusals, verdict);
    if (request.url !== "/socket") return refuseUpgrade(stream, 404, "Not Found", refusals, "wrong_path");
    if (hub.size >= limits.sockets) return refuseUpgrade(stream, 503, "Service Unavailable", refusals, "too_many_sockets");
    sockets.accept(request, stream, head, (socket) => hub.join(socket));
  });
  server.on("connect", (_request: IncomingMessage, stream: Duplex) => {
    stream.on("error", () => stream.destroy());
    refuseUpgrade(stream, 405, "Method Not Allowed", refusals, "proxy");
  });
  server.on("drop", () => refusals("warn", "connection_refused", { why: "too_many_connections" }));

  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    token,
    close: async () => {
      hub.close();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refuseUpgrade(stream: Duplex, status: number, text: string, log: Log, why: string): void {
  log("warn", "upgrade_refused", { why });
  const bytes = `HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  // Nobody else would: the server has let go of this connection, and a client need not close its side.
  stream.end(bytes, () => stream.destroy());
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (thrown: NodeJS.ErrnoException) => {
      const code = thrown.code === "EACCES" ? "permission" : "unavailable";
      const says = thrown.code === "EADDRINUSE" ? "is in use by another program" : `cannot be listened on (${thrown.code})`;
      reject(
        new AssayError(code, `Port ${port} of 127.0.0.1 ${says}.`, {
          fix: "Choose another with --port, or 0 for any free one.",
          cause: thrown,
        }),
      );
    });
    // Loopback only, whatever the machine's other addresses are.
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => resolve((server.address() as AddressInfo).port));
  });
}
