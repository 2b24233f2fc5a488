import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { AssayError } from "../../contract/index.ts";
import { launchCodeParameter } from "../../contract/web-door.ts";
import type { Log, Session } from "../engine/index.ts";
import { askForSession } from "./admission.ts";
import { calmLog } from "./calm-log.ts";
import { boundConnections } from "./connections.ts";
import { Downloads } from "./downloads.ts";
import { judge } from "./guard.ts";
import { createHub } from "./hub.ts";
import { LaunchCodes } from "./launch-codes.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { answerPage } from "./pages.ts";
import { type Answering, answerRequest } from "./requests.ts";
import { createUploads } from "./upload.ts";
import { type StoredSession, WebSessions } from "./web-sessions.ts";
import { WrongCodes } from "./wrong-codes.ts";
import { createSocketServer } from "./ws.ts";

export interface WebHostOptions {
  session: Session;
  /** The folder of the built screen. */
  rendererDir: string;
  /** 0: any free port. */
  port: number;
  log: Log;
  limits?: Partial<Limits>;
  /** Sessions that an earlier start admitted on this port; sessions are bound to a port. */
  knownSessions?: (port: number) => readonly StoredSession[];
  /** Called with all sessions when they have changed. */
  saveSessions?: (port: number, sessions: StoredSession[]) => void;
}

export interface WebHost {
  /** A new address with its own launch code, which opens one tab within a minute. */
  newAddress(): string;
  readonly port: number;
  /** Drops all connections and stops listening; the session stays open. */
  close(): Promise<void>;
}

/** Bytes that a socket may send before it has proved its session. */
const maxBytesBeforeAdmission = 4096;

/**
 * Serves the built screen, the socket and uploads on loopback.
 * @throws AssayError unavailable if the port is in use, permission if it is reserved.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { session, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const refusals = calmLog(log);
  const hub = createHub(session, log);
  const sockets = createSocketServer(limits.closeMs);
  const server = createServer({
    headersTimeout: limits.headersMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersMs),
    // Uploads have a minimum pace instead.
    requestTimeout: 0,
    maxHeaderSize: 16_384,
  });
  server.timeout = limits.idleMs;
  const connections = boundConnections(server, limits.connectionsWithoutSession, refusals);

  const port = await listen(server, options.port).catch((thrown) => {
    hub.close();
    throw thrown;
  });
  const codes = new LaunchCodes();
  const newAddress = () => `http://127.0.0.1:${port}/?${launchCodeParameter}=${codes.issue()}`;
  const sessions: WebSessions = new WebSessions(options.knownSessions?.(port) ?? [], () => options.saveSessions?.(port, sessions.stored()));
  const answering: Answering = {
    session,
    limits,
    refusals,
    rendererDir: options.rendererDir,
    port,
    codes,
    newAddress,
    wrongCodes: new WrongCodes(),
    sessions,
    uploads: createUploads(session, limits),
    downloads: new Downloads(session),
    trust: ({ socket }) => connections.trust(socket),
  };

  const answer = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    connections.serving(request, response);
    // Do not answer what a dropped connection sent before.
    if (request.socket.destroyed) return;
    answerRequest(answering, request, response, expectsContinue).catch((thrown) => {
      log("error", "request_failed", { thrown: String(thrown) });
      if (response.headersSent) response.destroy();
      else answerPage(response, 500, "Assay could not answer", "Reload the page. If it happens again, see the newest file of .assay/log.");
    });
  };
  server.on("request", (request: IncomingMessage, response: ServerResponse) => answer(request, response, false));
  // By default Node sends "100 Continue" before the request is judged.
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => answer(request, response, true));
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy());
    connections.upgrading(request.socket);
    const check = judge(request, port, true);
    if (check !== "ok") return refuseUpgrade(stream, 403, "Forbidden", refusals, check);
    if (request.url !== "/socket") return refuseUpgrade(stream, 404, "Not Found", refusals, "wrong_path");
    if (hub.size >= limits.sockets) return refuseUpgrade(stream, 503, "Service Unavailable", refusals, "too_many_sockets");
    const stopCounting = cutAfter(stream, maxBytesBeforeAdmission);
    sockets.accept(request, stream, head, (socket) =>
      askForSession(socket, {
        sessions,
        admissionMs: limits.admissionMs,
        refusals,
        admitted: () => {
          stopCounting();
          connections.trust(request.socket);
          if (hub.size < limits.sockets) return hub.join(socket);
          refusals("warn", "socket_refused", { why: "too_many_sockets" });
          socket.close(1013, "too many sockets");
        },
      }),
    );
  });
  server.on("connect", (_request: IncomingMessage, stream: Duplex) => {
    stream.on("error", () => stream.destroy());
    refuseUpgrade(stream, 405, "Method Not Allowed", refusals, "proxy");
  });

  return {
    newAddress,
    port,
    close: async () => {
      hub.close();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Destroys the stream when more than `maxBytes` arrive. @returns a function that stops counting. */
function cutAfter(stream: Duplex, maxBytes: number): () => void {
  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) stream.destroy();
  };
  stream.on("data", count);
  return () => stream.off("data", count);
}

function refuseUpgrade(stream: Duplex, status: number, text: string, log: Log, why: string): void {
  log("warn", "upgrade_refused", { why });
  const bytes = `HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  // The server no longer owns this connection, and the client may never close its side.
  stream.end(bytes, () => stream.destroy());
}

/** Pending connections in the kernel. With a small backlog a burst would drop new ones, which retry only after a second. */
const backlog = 4096;

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (thrown: NodeJS.ErrnoException) => {
      const code = thrown.code === "EACCES" ? "permission" : "unavailable";
      const reason = thrown.code === "EADDRINUSE" ? "is in use by another program" : `cannot be listened on (${thrown.code})`;
      reject(
        new AssayError(code, `Port ${port} of 127.0.0.1 ${reason}.`, {
          fix: "Choose another with --port, or 0 for any free port.",
          cause: thrown,
        }),
      );
    });
    // Loopback only, on every machine.
    server.listen({ host: "127.0.0.1", port, exclusive: true, backlog }, () => resolve((server.address() as AddressInfo).port));
  });
}
