import type { ServerResponse } from "node:http";
import { safetyHeaders } from "../../contract/index.ts";
import { newNonce } from "../engine/index.ts";

/** Answers with a small page for a person: a heading and a sentence, no script. The texts are ours, never a visitor's. */
export function answerPage(response: ServerResponse, status: number, heading: string, sentence: string, headOnly = false): void {
  const nonce = newNonce();
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${heading} · Assay</title>
<style nonce="${nonce}">
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  body { max-width: 34rem; margin: 20vh auto; padding: 0 1.5rem }
  h1 { font-size: 1.3rem }
</style>
<main><h1>${heading}</h1><p>${sentence}</p></main>
</html>
`;
  response.writeHead(status, {
    ...safetyHeaders(nonce),
    "Content-Type": "text/html; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
  });
  response.end(headOnly ? undefined : body);
}

/** The page for somebody without the token. */
export function answerLocked(response: ServerResponse, headOnly = false): void {
  const sentence =
    "Open the address that Assay printed when it started: it carries a token that lets this browser in. A new start prints a new one.";
  answerPage(response, 403, "This Assay needs its token", sentence, headOnly);
}
