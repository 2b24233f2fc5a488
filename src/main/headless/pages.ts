import type { ServerResponse } from "node:http";
import { safetyHeaders } from "../../contract/index.ts";
import { newNonce } from "../engine/index.ts";

/** Answers with a small page: a heading and a sentence, no script. Texts are constants, never from the request. */
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

/** The page for an address whose launch code is used or expired. */
export function answerExpired(response: ServerResponse, headOnly = false): void {
  const sentence =
    "Each address that Assay prints opens one browser tab, within a minute. Press Enter in the terminal where Assay runs for a new one.";
  answerPage(response, 403, "This address has been used or has expired", sentence, headOnly);
}
