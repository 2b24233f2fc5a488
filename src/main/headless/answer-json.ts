import type { IncomingMessage, ServerResponse } from "node:http";
import { safetyHeaders } from "../../contract/index.ts";

/** Answers with a JSON document that no cache keeps and no other site reads. */
export function answerJson(response: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
  answerBytes(response, status, "application/json; charset=utf-8", Buffer.from(`${JSON.stringify(value)}\n`), headers);
}

export function answerBytes(
  response: ServerResponse,
  status: number,
  type: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    ...safetyHeaders(),
    ...headers,
    "Content-Type": type,
    "Content-Length": body.length,
    "Cache-Control": "no-store",
  });
  response.end(body);
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

/** Keeps reading a refused body for a moment, so that the client gets the answer, then cuts it off. */
export function cutOffRest(request: IncomingMessage): void {
  if (request.complete) return;
  request.resume();
  const cutOff = setTimeout(() => request.destroy(), 1000);
  request.once("close", () => clearTimeout(cutOff));
}
