import type { IncomingMessage, ServerResponse } from "node:http";
import { describeFirstPaint, toErrorValue } from "../../contract/index.ts";
import { downloadPath, downloadsEndpoint, launchCodeHeader, launchCodeParameter, uploadTicketHeader } from "../../contract/web-door.ts";
import type { Log, Session } from "../engine/index.ts";
import { answerJson, cutOffRest, hasBody } from "./answer-json.ts";
import { answerDownload, type Downloads } from "./downloads.ts";
import { judge, singleHeader } from "./guard.ts";
import type { LaunchCodes } from "./launch-codes.ts";
import type { Limits } from "./limits.ts";
import { answerExpired, answerPage } from "./pages.ts";
import { answerStatic } from "./static.ts";
import { type Uploads, uploadsEndpoint } from "./upload.ts";
import type { WebSessions } from "./web-sessions.ts";
import type { WrongCodes } from "./wrong-codes.ts";

/** The parts of the host that answering needs. */
export interface Answering {
  session: Session;
  limits: Limits;
  refusals: Log;
  rendererDir: string;
  port: number;
  codes: LaunchCodes;
  newAddress(): string;
  wrongCodes: WrongCodes;
  sessions: WebSessions;
  uploads: Uploads;
  downloads: Downloads;
  /** The request proved a session: its connection is no longer displaced by those without. */
  trust(request: IncomingMessage): void;
}

/**
 * Answers one request: the screen's files for everybody with the right Host, the exchange of a launch code for a session, a session's
 * uploads, and a small page for everything else.
 * @param expectsContinue the client waits for "100 Continue" before it sends its body.
 */
export async function answerRequest(
  host: Answering,
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue = false,
): Promise<void> {
  const target = request.url ?? "/";
  const path = target.split("?", 1)[0];
  const headOnly = request.method === "HEAD";
  const reads = request.method === "GET" || headOnly;
  const check = judge(request, host.port, !reads);
  if (check !== "ok") {
    host.refusals("warn", "request_refused", { why: check, method: request.method });
    return refuse(response, headOnly);
  }
  if (request.method === "POST" && path === "/session") return exchange(host, request, response);
  if (request.method === "POST" && path === uploadsEndpoint) return answerUpload(host, request, response, expectsContinue);
  if (request.method === "POST" && path === "/address") return answerAddress(host, request, response);
  if (request.method === "POST" && path === downloadsEndpoint) return answerDownloadAddress(host, request, response);
  if (request.method === "GET" && path?.startsWith(downloadPath)) return answerDownloadOnce(host, path, request, response);
  // Do not wait for an unexpected body.
  if (hasBody(request)) response.setHeader("Connection", "close");
  if (reads) {
    const code = path === "/" ? new URL(target, "http://127.0.0.1").searchParams.get(launchCodeParameter) : null;
    if (code === null) return answerStatic(host.rendererDir, request, response);
    // Checked, not used up: the page's script exchanges it, so a link preview does no harm. Only such a page is told what is on screen.
    if (host.codes.isLive(code)) return answerStatic(host.rendererDir, request, response, await firstPaint(host.session));
    host.refusals("warn", "request_refused", { why: "dead_code", method: request.method });
    return answerExpired(response, headOnly);
  }
  response.setHeader("Allow", [uploadsEndpoint, "/session", "/address", downloadsEndpoint].includes(path ?? "") ? "POST" : "GET, HEAD");
  answerPage(response, 405, "Method not allowed", "Go back to the start page of Assay.");
}

async function firstPaint({ handlers }: Session): Promise<string> {
  const { json } = await handlers["viewState.get"]({}, { signal: new AbortController().signal });
  return describeFirstPaint(json);
}

function refuse(response: ServerResponse, headOnly: boolean): void {
  response.setHeader("Connection", "close");
  answerPage(response, 403, "This request is not from Assay's own page", "Open the address that Assay printed in the terminal.", headOnly);
}

function exchange(host: Answering, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("Connection", "close");
  // A valid code is accepted after any number of wrong ones: a flood of guesses must not lock its owner out.
  if (host.codes.redeem(singleHeader(request, launchCodeHeader))) {
    answerJson(response, 200, { ok: true, value: { session: host.sessions.start() } });
    return;
  }
  host.refusals("warn", "request_refused", { why: "dead_code", method: request.method });
  answerJson(response, host.wrongCodes.count() ? 403 : 429, {
    ok: false,
    error: {
      code: "refused",
      message: "This address has been used or has expired.",
      fix: "Press Enter in the terminal where Assay runs, and open the address that it prints.",
    },
  });
}

/** Whether the request has a session's ticket. If not, it is answered here. */
function showsSession(host: Answering, request: IncomingMessage, response: ServerResponse): boolean {
  if (host.sessions.isUploadTicket(singleHeader(request, uploadTicketHeader))) {
    host.trust(request);
    return true;
  }
  host.refusals("warn", "request_refused", { why: "no_session", method: request.method });
  response.setHeader("Connection", "close");
  answerJson(response, 403, { ok: false, error: noSession });
  return false;
}

/** Issues another address to a session, for a second browser. */
function answerAddress(host: Answering, request: IncomingMessage, response: ServerResponse): void {
  if (hasBody(request)) response.setHeader("Connection", "close");
  if (showsSession(host, request, response)) answerJson(response, 200, { ok: true, value: { url: host.newAddress() } });
}

/** Issues a one-time address of an export to a session. */
function answerDownloadAddress(host: Answering, request: IncomingMessage, response: ServerResponse): void {
  if (hasBody(request)) response.setHeader("Connection", "close");
  if (!showsSession(host, request, response)) return;
  try {
    answerJson(response, 200, { ok: true, value: { path: host.downloads.issue(request.url ?? "") } });
  } catch (thrown) {
    answerJson(response, 200, { ok: false, error: toErrorValue(thrown) });
  }
}

async function answerDownloadOnce(host: Answering, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (hasBody(request)) response.setHeader("Connection", "close");
  const download = host.downloads.take(path);
  if (download !== null) {
    host.trust(request);
    return answerDownload(download, response);
  }
  host.refusals("warn", "request_refused", { why: "dead_download", method: request.method });
  response.setHeader("Connection", "close");
  answerPage(response, 403, "This download has been used or has expired", "Go back to Assay and choose Download again.");
}

async function answerUpload(host: Answering, request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void> {
  if (!showsSession(host, request, response)) return;
  if (expectsContinue) response.writeContinue();
  // The pace check handles slow uploads; if our disk stalls for a minute, that is not the client's fault.
  request.socket.setTimeout(0);
  const result = await host.uploads.receive(request);
  if (response.destroyed) return;
  answerJson(response, 200, result);
  cutOffRest(request);
}

const noSession = {
  code: "refused",
  message: "This tab is not signed in to Assay, so nothing was accepted.",
  fix: "Press Enter in the terminal where Assay runs, and open the address that it prints.",
} as const;
