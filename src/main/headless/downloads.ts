import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AssayError, type ExportMade, exportManifestName, safetyHeaders } from "../../contract/index.ts";
import { downloadPath } from "../../contract/web-door.ts";
import { openInsideForReading, type Session } from "../engine/index.ts";
import { hashSecret } from "./guard.ts";
import { answerPage } from "./pages.ts";
import { streamZip } from "./zip.ts";

/** Lifetime of an address that nobody has used. */
const addressMs = 60_000;
/** Unused addresses at a time; one more replaces the oldest. */
const maxAddresses = 20;

interface Download {
  made: ExportMade;
  /** One of its files as it is; null: all of them in a zip. */
  file: string | null;
  expiresAtMs: number;
}

/** One-time addresses of exports. Only hashes of them are kept. */
export class Downloads {
  readonly #session: Pick<Session, "exportMade">;
  readonly #nowMs: () => number;
  readonly #live = new Map<string, Download>();

  constructor(session: Pick<Session, "exportMade">, nowMs: () => number = () => performance.now()) {
    this.#session = session;
    this.#nowMs = nowMs;
  }

  /**
   * Makes an address for an export of the open workspace.
   * @param target of the request: `?job=…`, and `&file=…` for one file.
   * @returns a path of this host, good for one GET within a minute.
   * @throws AssayError not_found: no such export, or no such file in it.
   */
  issue(target: string): string {
    const { searchParams } = new URL(target, "http://127.0.0.1");
    const made = this.#session.exportMade(searchParams.get("job") ?? "");
    const file = searchParams.get("file");
    if (file !== null && !namesOf(made).includes(file))
      throw new AssayError("not_found", `The export has no file ${JSON.stringify(file.slice(0, 80))}.`, { where: "file" });
    const code = randomBytes(32).toString("base64url");
    this.#live.set(keyOf(code), { made, file, expiresAtMs: this.#nowMs() + addressMs });
    const [oldest] = this.#live.keys();
    if (this.#live.size > maxAddresses && oldest !== undefined) this.#live.delete(oldest);
    return `${downloadPath}${code}`;
  }

  /** Uses an address up. @returns null when it is none, was used or has expired. */
  take(path: string): Download | null {
    // By hash: what a comparison of keys takes says nothing about a code.
    const key = keyOf(path.slice(downloadPath.length));
    const found = this.#live.get(key);
    this.#live.delete(key);
    return found === undefined || this.#nowMs() >= found.expiresAtMs ? null : found;
  }
}

const keyOf = (code: string) => hashSecret(code).toString("hex");
const namesOf = ({ files }: ExportMade) => [...files.map(({ name }) => name), exportManifestName];

/** Streams a download. A client that goes away ends it, and every file is closed. */
export async function answerDownload({ made, file }: Download, response: ServerResponse): Promise<void> {
  const wanted = file === null ? namesOf(made) : [file];
  // Opened and measured first: what was replaced since is refused before a byte of it goes out.
  const sizes = await Promise.all(wanted.map((name) => measure(made, name))).catch(() => null);
  if (sizes === null)
    return answerPage(response, 409, "This export has changed", "It was removed or replaced since. Export again, then download it.");
  const folderName = made.path.split(/[/\\]/).at(-1) ?? "export";
  const headers = (name: string) => ({
    ...safetyHeaders(),
    "Content-Type": "application/octet-stream",
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)}`,
    "Cache-Control": "no-store",
  });
  if (file !== null) {
    const [sizeBytes = 0] = sizes;
    response.writeHead(200, { ...headers(file), "Content-Length": sizeBytes });
    const stream = await open(made, file, sizeBytes).catch(() => null);
    if (stream === null) response.destroy();
    else await pipeline(stream, response).catch(() => response.destroy());
    return;
  }
  response.writeHead(200, headers(`${folderName}.zip`));
  const entries = wanted.map((name, index) => ({
    name: `${folderName}/${name}`,
    sizeBytes: sizes[index] as number,
    open: () => open(made, name, sizes[index] as number),
  }));
  const zip = streamZip(entries);
  await pipeline(zip.stream, response).catch(() => response.destroy());
  zip.close();
}

async function measure(made: ExportMade, name: string): Promise<number> {
  const file = await openInsideForReading(join(made.path, name));
  try {
    const { size } = await file.stat();
    const expected = made.files.find((one) => one.name === name)?.sizeBytes ?? size;
    if (size !== expected) throw new AssayError("refused", `${name} has changed since the export.`);
    return size;
  } finally {
    await file.close();
  }
}

async function open(made: ExportMade, name: string, sizeBytes: number): Promise<Readable> {
  if (sizeBytes === 0) return Readable.from([]);
  const file = await openInsideForReading(join(made.path, name));
  return file.createReadStream({ start: 0, end: sizeBytes - 1 });
}
