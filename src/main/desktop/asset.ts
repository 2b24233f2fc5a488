import { readFile, realpath, stat } from "node:fs/promises";
import { extname, isAbsolute, relative, resolve, sep } from "node:path";
import { contentSecurityPolicy, newNonce, noncePlaceholder } from "./csp.ts";
import { appHost, appScheme } from "./origin.ts";

/** What the built screen is made of. Anything else is not served, whatever lies in the folder. */
const mimeTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/**
 * Answers one request of the app scheme with a file of `root`, the folder of the built screen.
 * @returns 405 for anything but GET, 404 for what is not there or would leave the folder; never fails.
 */
export async function answerAsset(root: string, request: { method: string; url: string }): Promise<Response> {
  const nonce = newNonce();
  if (request.method !== "GET") return refusal(405, "Only GET is answered here.", nonce);
  const path = await assetPath(root, request.url);
  const type = path === null ? undefined : mimeTypes[extname(path)];
  if (path === null || type === undefined) return refusal(404, "There is no such file.", nonce);
  try {
    const bytes = await readFile(path);
    const body = type.startsWith("text/html") ? bytes.toString("utf8").replaceAll(noncePlaceholder, nonce) : new Uint8Array(bytes);
    return new Response(body, { status: 200, headers: headers(type, nonce) });
  } catch {
    return refusal(404, "There is no such file.", nonce);
  }
}

/** The real path of the file an address names; null when it is not a regular file inside `root`. */
async function assetPath(root: string, address: string): Promise<string | null> {
  try {
    const url = new URL(address);
    if (url.protocol !== `${appScheme}:` || url.host !== appHost) return null;
    const name = decodeURIComponent(url.pathname);
    if (name.includes("\0") || name.includes("\\")) return null;
    const wanted = resolve(root, `.${name === "/" ? "/index.html" : name}`);
    if (!isInside(root, wanted)) return null;
    // Links are followed before the second check, so that none inside the folder can point out of it.
    const [realRoot, real] = await Promise.all([realpath(root), realpath(wanted)]);
    return isInside(realRoot, real) && (await stat(real)).isFile() ? real : null;
  } catch {
    return null;
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function refusal(status: number, text: string, nonce: string): Response {
  return new Response(text, { status, headers: headers("text/plain; charset=utf-8", nonce) });
}

function headers(type: string, nonce: string): Record<string, string> {
  return {
    "Content-Type": type,
    "Content-Security-Policy": contentSecurityPolicy(nonce),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    // index.html carries a nonce of its own each time; the rest is on this disk anyway.
    "Cache-Control": type.startsWith("text/html") ? "no-store" : "no-cache",
  };
}
