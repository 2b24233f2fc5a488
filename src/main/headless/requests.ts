import type { IncomingMessage, ServerResponse } from "node:http";
import { safetyHeaders } from "../../contract/index.ts";
import type { Log, Session } from "../engine/index.ts";
import { cookieName, type Door, isToken, judge, namesOwnHost, type Verdict } from "./guard.ts";
import type { Limits } from "./limits.ts";
import { answerLocked, answerPage } from "./pages.ts";
import { answerStatic } from "./static.ts";
import { receiveUpload } from "./upload.ts";

/** What answering needs of the host. */
export interface Answering {
  session: Session;
  limits: Limits;
  refusals: Log;
  rendererDir: string;
  door: Door;
}

/** Answers one request: the token's way in, the screen's files, uploads, and a small page for everything else. */
export async function answerRequest(host: Answering, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { door } = host;
  const target = request.url ?? "/";
  const path = target.split("?", 1)[0];
  const headOnly = request.method === "HEAD";
  const given = path === "/" ? new URL(target, "http://127.0.0.1").searchParams.get("token") : null;
  if (request.method === "GET" && given !== null && namesOwnHost(request, door.port) && isToken(given, door.token))
    return letIn(door, response);

  const verdict = judge(request, door, request.method !== "GET" && !headOnly);
  if (verdict !== "ok") {
    host.refusals("warn", "request_refused", { verdict, method: request.method });
    return refuse(response, verdict, headOnly);
  }
  if (request.method === "POST" && path === "/files") return answerUpload(host, request, response);
  // A body that nobody asked for is not waited for.
  if (hasBody(request)) response.setHeader("Connection", "close");
  if (request.method === "GET" || headOnly) return answerStatic(host.rendererDir, request, response);
  response.setHeader("Allow", path === "/files" ? "POST" : "GET, HEAD");
  answerPage(response, 405, "That cannot be done here", "Go back to the start page of Assay.");
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
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

async function answerUpload(host: Answering, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // The pace decides about slow uploads; a disk of ours that stands still for a minute is not the client's fault.
  request.socket.setTimeout(0);
  const result = await receiveUpload(host.session, request, host.limits);
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
