import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname } from "node:path";
import { pipeline } from "node:stream/promises";
import { firstPaintPlaceholder, noncePlaceholder, safetyHeaders, screenTypes } from "../../contract/index.ts";
import { fileInside, newNonce } from "../engine/index.ts";
import { answerPage } from "./pages.ts";

/** A name with the bundler's content hash before its extension, as in `index-B7x_9aQz.js`. */
const hashed = /-[\w-]{8,}\.[a-z0-9]+$/i;

/**
 * Answers GET and HEAD with a file of the built screen; 404 for anything but a regular file inside `root`.
 * @param firstPaint what the page may know before its script has asked; see `describeFirstPaint`.
 */
export async function answerStatic(root: string, request: IncomingMessage, response: ServerResponse, firstPaint = ""): Promise<void> {
  const headOnly = request.method === "HEAD";
  // The raw path: a URL parser would resolve `..` before it can be refused.
  const path = await fileInside(root, (request.url ?? "/").split(/[?#]/, 1)[0] ?? "");
  const type = path === null ? undefined : screenTypes[extname(path).toLowerCase()];
  if (path === null || type === undefined) return answerPage(response, 404, "Not found", "Go back to the start page of Assay.", headOnly);
  if (type.startsWith("text/html")) return answerHtml(path, type, response, headOnly, firstPaint);
  const { size, mtimeMs } = await stat(path);
  const bytes = size > maxSharedBytes ? null : await readShared(path, `${size} ${mtimeMs}`);
  response.writeHead(200, {
    ...safetyHeaders(),
    "Content-Type": type,
    "Content-Length": bytes?.length ?? size,
    "Cache-Control": hashed.test(path) ? "private, max-age=31536000, immutable" : "no-cache",
  });
  if (headOnly) response.end();
  else if (bytes !== null) response.end(bytes);
  // The browser went away; nothing to do.
  else await pipeline(createReadStream(path), response).catch(() => response.destroy());
}

/** Far above the screen's largest file. */
const maxSharedBytes = 8 * 1024 * 1024;

interface SharedFile {
  /** Size and modification time, so that a rebuilt screen is read again. */
  readonly version: string;
  readonly bytes: Promise<Buffer>;
}

/** Requested files of the screen: a few megabytes in all, since no other file is served. */
const shared = new Map<string, SharedFile>();

/**
 * Reads a file once for all requests. One connection may request it a thousand times before it reads the first answer, so a waiting
 * answer must hold neither an open file nor its own copy.
 */
async function readShared(path: string, version: string): Promise<Buffer> {
  const known = shared.get(path);
  if (known?.version === version) return known.bytes;
  const bytes = readFile(path);
  shared.set(path, { version, bytes });
  bytes.catch(() => shared.delete(path));
  return bytes;
}

async function answerHtml(path: string, type: string, response: ServerResponse, headOnly: boolean, firstPaint: string): Promise<void> {
  const nonce = newNonce();
  const body = (await readFile(path, "utf8")).replaceAll(noncePlaceholder, nonce).replace(firstPaintPlaceholder, firstPaint);
  response.writeHead(200, {
    ...safetyHeaders(nonce),
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
  });
  response.end(headOnly ? undefined : body);
}
