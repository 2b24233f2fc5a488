import { createReadStream } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, isAbsolute, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { newNonce, noncePlaceholder, safetyHeaders } from "./headers.ts";
import { answerPage } from "./pages.ts";

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

/** A name with the bundler's content hash before its extension, as in `index-B7x_9aQz.js`. */
const hashed = /-[\w-]{8,}\.[a-z0-9]+$/i;

/** Answers GET and HEAD with a file of the built screen; 404 for everything that is not a plain file inside `root`. */
export async function answerStatic(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headOnly = request.method === "HEAD";
  const path = await assetPath(root, request.url ?? "/");
  const type = path === null ? undefined : mimeTypes[extname(path).toLowerCase()];
  if (path === null || type === undefined)
    return answerPage(response, 404, "There is nothing here", "Go back to the start page of Assay.", headOnly);
  if (type.startsWith("text/html")) return answerHtml(path, type, response, headOnly);
  const { size } = await stat(path);
  response.writeHead(200, {
    ...safetyHeaders(),
    "Content-Type": type,
    "Content-Length": size,
    "Cache-Control": hashed.test(path) ? "private, max-age=31536000, immutable" : "no-cache",
  });
  if (headOnly) response.end();
  // A browser that goes away in the middle is no trouble of ours.
  else await pipeline(createReadStream(path), response).catch(() => response.destroy());
}

async function answerHtml(path: string, type: string, response: ServerResponse, headOnly: boolean): Promise<void> {
  const nonce = newNonce();
  const body = (await readFile(path, "utf8")).replaceAll(noncePlaceholder, nonce);
  response.writeHead(200, {
    ...safetyHeaders(nonce),
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
  });
  response.end(headOnly ? undefined : body);
}

/** The real path of the file that a request target names; null when it is not a regular file inside `root`. */
export async function assetPath(root: string, target: string): Promise<string | null> {
  try {
    // The target's path is taken as it came: a URL parser would fold `..` away before anybody could refuse it.
    const rawPath = target.split(/[?#]/, 1)[0] ?? "";
    if (!rawPath.startsWith("/")) return null;
    const name = decodeURIComponent(rawPath);
    if (/[\0\\]/.test(name) || name.split("/").some((part) => part === ".." || part === ".")) return null;
    const wanted = resolve(root, `.${name === "/" ? "/index.html" : name}`);
    if (!isInside(root, wanted)) return null;
    // Links are followed before the second look, so that none inside the folder can lead out of it.
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
