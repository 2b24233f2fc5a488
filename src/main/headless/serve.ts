import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { AssayError, safetyHeaders } from "../../contract/index.ts";
import type { Log, Session } from "../engine/index.ts";
import { cookieName, type Door, isOwnHost, isToken, judge, newToken, type Verdict } from "./guard.ts";
import { createHub } from "./hub.ts";
import { answerLocked, answerPage } from "./pages.ts";
import { answerStatic } from "./static.ts";
import { maxUploadBytes, receiveUpload } from "./upload.ts";
import { createSocketServer } from "./ws.ts";

export interface WebHostOptions {
  session: Session;
  /** The folder of the built screen. */
  rendererDir: string;
  /** 0: any free port. */
  port: number;
  log: Log;
  /** Largest upload in bytes; 64 GiB unless told. */
  maxUploadBytes?: number;
}

export interface WebHost {
  /** The address with its token: what a person opens. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** Drops every connection and stops listening; the session stays open. */
  close(): Promise<void>;
}

const maxSockets = 100;

/**
 * Serves the workbench on loopback: the built screen, the socket, uploads.
 * @throws AssayError unavailable when the port is taken, permission when it is reserved.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { session, log } = options;
  const token = newToken();
  const hub = createHub(session, log);
  const sockets = createSocketServer();
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 0, maxHeaderSize: 16_384 });

  const port = await listen(server, options.port).catch((thrown) => {
    hub.close();
    throw thrown;
  });
  const door: Door = { port, token };

  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    answer(options, door, request, response).catch((thrown) => {
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
    const verdict = judge(request.headers, door, true);
    if (verdict !== "ok") return refuseUpgrade(stream, 403, "Forbidden", log, verdict);
    if (request.url !== "/socket") return refuseUpgrade(stream, 404, "Not Found", log, "wrong_path");
    if (hub.size >= maxSockets) return refuseUpgrade(stream, 503, "Service Unavailable", log, "too_many_sockets");
    sockets.accept(request, stream, head, (socket) => hub.join(socket));
  });

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

async function answer(options: WebHostOptions, door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = request.url ?? "/";
  const path = target.split("?", 1)[0];
  const headOnly = request.method === "HEAD";
  const given = path === "/" ? new URL(target, "http://127.0.0.1").searchParams.get("token") : null;
  if (request.method === "GET" && given !== null && isOwnHost(request.headers.host, door.port) && isToken(given, door.token))
    return letIn(door, response);

  const verdict = judge(request.headers, door, request.method !== "GET" && !headOnly);
  if (verdict !== "ok") {
    options.log("warn", "request_refused", { verdict, method: request.method });
    return refuse(response, verdict, headOnly);
  }
  if (request.method === "GET" || headOnly) return answerStatic(options.rendererDir, request, response);
  if (request.method === "POST" && path === "/files") return answerUpload(options, request, response);
  response.setHeader("Allow", path === "/files" ? "POST" : "GET, HEAD");
  answerPage(response, 405, "That cannot be done here", "Go back to the start page of Assay.");
}

/** The token becomes a cookie and leaves the address bar, the history and whatever is copied from them. */
function letIn(door: Door, response: ServerResponse): void {
  response.writeHead(303, {
    ...safetyHeaders(),
    Location: "/",
    "Set-Cookie": `${cookieName(door.port)}=${door.token}; Path=/; HttpOnly; SameSite=Strict`,
    "Cache-Control": "no-store",
  });
  response.end();
}

function refuse(response: ServerResponse, verdict: Verdict, headOnly: boolean): void {
  response.setHeader("Connection", "close");
  if (verdict === "no_token") answerLocked(response, headOnly);
  else
    answerPage(
      response,
      403,
      "This request is not from Assay's own page",
      "Open the address that Assay printed when it started.",
      headOnly,
    );
}

async function answerUpload(options: WebHostOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const result = await receiveUpload(options.session, request, options.maxUploadBytes ?? maxUploadBytes);
  if (response.destroyed) return;
  const body = JSON.stringify(result);
  response.writeHead(200, {
    ...safetyHeaders(),
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
  });
  response.end(body);
  if (request.complete) return;
  // A refused body is read on for a moment, so that the client gets to the answer, and then cut off.
  request.resume();
  const cutOff = setTimeout(() => request.destroy(), 1000);
  request.once("close", () => clearTimeout(cutOff));
}

function refuseUpgrade(stream: Duplex, status: number, text: string, log: Log, why: string): void {
  log("warn", "upgrade_refused", { why });
  stream.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
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
