import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { firstPaintPlaceholder, noncePlaceholder, safetyHeaders, screenTypes } from "../../contract/index.ts";
import { fileInside, newNonce } from "../engine/index.ts";
import { appHost, appScheme, firstPaintParameter } from "./origin.ts";

/**
 * Answers one request of the app scheme with a file of `root`, the folder of the built screen.
 * @returns 405 for anything but GET, 404 for a missing file or one outside the folder; never rejects.
 */
export async function answerAsset(root: string, request: { method: string; url: string }): Promise<Response> {
  const nonce = newNonce();
  if (request.method !== "GET") return refusal(405, "Only GET is supported.", nonce);
  const path = await assetPath(root, request.url);
  const type = path === null ? undefined : screenTypes[extname(path)];
  if (path === null || type === undefined) return refusal(404, "File not found.", nonce);
  try {
    const bytes = await readFile(path);
    const page = () => bytes.toString("utf8").replaceAll(noncePlaceholder, nonce).replace(firstPaintPlaceholder, toldIn(request.url));
    const body = type.startsWith("text/html") ? page() : new Uint8Array(bytes);
    return new Response(body, { status: 200, headers: headers(type, nonce) });
  } catch {
    return refusal(404, "File not found.", nonce);
  }
}

/** What a new window's address says of its first paint; see `describeFirstPaint`. Nothing but its words: it becomes a part of the page. */
function toldIn(address: string): string {
  const told = new URL(address).searchParams.get(firstPaintParameter) ?? "";
  return /^[a-z]+ [a-z]+ [a-z]+$/.test(told) ? told : "";
}

/** The real path of the file an address names; null when it is not a regular file inside `root`. */
async function assetPath(root: string, address: string): Promise<string | null> {
  try {
    const url = new URL(address);
    if (url.protocol !== `${appScheme}:` || url.host !== appHost) return null;
    return await fileInside(root, url.pathname);
  } catch {
    return null;
  }
}

function refusal(status: number, text: string, nonce: string): Response {
  return new Response(text, { status, headers: headers("text/plain; charset=utf-8", nonce) });
}

function headers(type: string, nonce: string): Record<string, string> {
  return {
    ...safetyHeaders(nonce),
    "Content-Type": type,
    // index.html has a new nonce each time; caching the rest gains nothing, it is on this disk.
    "Cache-Control": type.startsWith("text/html") ? "no-store" : "no-cache",
  };
}
