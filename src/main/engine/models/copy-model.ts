import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AssayError, type Signal } from "../../../contract/index.ts";
import { cloneIn } from "../files/clone-in.ts";
import { writeAll } from "../files/durable-write.ts";
import { removeFile } from "../files/inside.ts";
import { ioError, withPath } from "../files/io-error.ts";
import { freeBytes, openNamed, statNamed } from "../files/named-file.ts";
import { createNew, openUpdate } from "../files/open-inside.ts";
import { type Inspection, inspectModel } from "./formats/inspect-model.ts";

/** Bytes hashed at once: a few ms, so that the event loop is not blocked. */
export const pieceBytes = 1024 * 1024;

export interface CopyOptions {
  /** The name of the file in messages. */
  name: string;
  maxBytes: number;
  signal?: Signal | undefined;
  onProgress?: ((writtenBytes: number, totalBytes: number) => void) | undefined;
  /** Default: `cloneIn`. */
  clone?: typeof cloneIn;
}

/**
 * Size of a file that may be copied in. Does not read it.
 * @throws AssayError over_limit, not_found, refused (a folder, a device, a pipe), permission.
 */
export async function inspectSource(path: string, { name, maxBytes }: Pick<CopyOptions, "name" | "maxBytes">): Promise<number> {
  const there = await withPath(path, () => statNamed(path));
  return checkSource(there, path, name, maxBytes);
}

/** Reads the header of a file that may be copied in. @throws AssayError as `inspectModel` does. */
export const inspectSourceHeader = (path: string, name: string): Promise<Inspection> => inspectModel(path, name, openNamed);

function checkSource(there: Stats, path: string, name: string, maxBytes: number): number {
  if (!there.isFile()) {
    const what = there.isDirectory() ? "a folder" : "not a regular file";
    throw new AssayError("refused", `${path} is ${what}; a model is one file.`, { where: path, fix: "Choose a model file." });
  }
  if (there.size > maxBytes) throw overCap(name, `is ${sizeText(there.size)}`, maxBytes);
  return there.size;
}

const units = ["kB", "MB", "GB", "TB", "PB"];

/** A size in words: the exact bytes, from 1 000 on with a rounded figure: "200000001 bytes (200.0 MB)". */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${bytes} bytes (${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]})`;
}

/** @param is what exceeds the cap: "is 3 bytes". */
export function overCap(name: string, is: string, maxBytes: number): AssayError {
  return new AssayError(
    "over_limit",
    `${name} ${is}; models of at most ${sizeText(maxBytes)} are kept, so nothing was stored. ` +
      "To keep larger ones, raise models.max_bytes in assay.config.json (Settings), or set JSON_ENGINE_MAX_MODEL_BYTES.",
    { where: name },
  );
}

/**
 * Copies a file to `target`, as a copy-on-write clone where the file system can, hashing on the way, and fsyncs it. Never a hard link: whoever
 * writes to the original would change the model too (docs/decisions/0034-models-are-copied-or-cloned.md). Checks the cap before the first byte and again while writing. On
 * failure no `target` is left.
 * @throws AssayError over_limit, disk_full, cancelled, refused (not a regular file, or it changed while it was copied),
 * not_found, permission, io.
 */
export async function copyModel(source: string, target: string, options: CopyOptions): Promise<{ sizeBytes: number; sha256: string }> {
  const from = await withPath(source, () => openNamed(source));
  try {
    const before = await withPath(source, () => from.stat());
    const totalBytes = checkSource(before, source, options.name, options.maxBytes);
    try {
      // A clone takes no space. Its bytes are read all the same: the hash is of what is stored.
      const isClone = await (options.clone ?? cloneIn)(from, source, target);
      if (!isClone) await refuseWithoutSpace(target, options.name, totalBytes);
      const to = await (isClone ? openUpdate(target) : createNew(target));
      try {
        const copied = await copyPieces(isClone ? to : from, isClone ? null : to, { ...options, source, totalBytes });
        refuseChanged(before, await from.stat(), copied.sizeBytes, source);
        await to.sync();
        return copied;
      } finally {
        await to.close();
      }
    } catch (thrown) {
      await removeFile(target).catch(() => {});
      throw toWriteError(thrown, join(dirname(target), options.name));
    }
  } finally {
    await from.close();
  }
}

/** The error of a failed write; names the model, not the temporary file. */
export function toWriteError(thrown: unknown, path: string): AssayError {
  const error = ioError(thrown, path);
  if (error === thrown || error.code !== "disk_full") return error;
  return new AssayError("disk_full", `${error.message} Nothing was stored.`, {
    where: path,
    fix: "Free some space, then add it again.",
    cause: thrown,
  });
}

interface PieceOptions extends CopyOptions {
  source: string;
  totalBytes: number;
}

/** @param to null when the bytes are there already. */
async function copyPieces(from: FileHandle, to: FileHandle | null, options: PieceOptions): Promise<{ sizeBytes: number; sha256: string }> {
  const { name, maxBytes, signal, onProgress, source, totalBytes } = options;
  const hash = createHash("sha256");
  const piece = Buffer.allocUnsafe(pieceBytes);
  let sizeBytes = 0;
  for (;;) {
    if (signal?.aborted) throw new AssayError("cancelled", `Adding ${name} was cancelled; nothing was stored.`);
    const { bytesRead } = await withPath(source, () => from.read(piece, 0, piece.length, sizeBytes));
    if (bytesRead === 0) return { sizeBytes, sha256: hash.digest("hex") };
    if (sizeBytes + bytesRead > maxBytes) throw overCap(name, `grew past ${sizeText(maxBytes)} while it was copied`, maxBytes);
    const bytes = piece.subarray(0, bytesRead);
    const writing = to === null ? null : writeAll(to, [bytes]);
    // The disk writes while the hash is computed.
    hash.update(bytes);
    await writing;
    sizeBytes += bytesRead;
    onProgress?.(sizeBytes, totalBytes);
  }
}

/** A file that changes while it is copied would be stored half old and half new. */
function refuseChanged(before: Stats, after: Stats, copiedBytes: number, source: string): void {
  if (after.size === copiedBytes && before.size === copiedBytes && before.mtimeMs === after.mtimeMs) return;
  const how =
    copiedBytes < before.size
      ? `became shorter (${copiedBytes} of ${before.size} bytes were there)`
      : copiedBytes > before.size
        ? "grew"
        : "changed";
  throw new AssayError("refused", `${source} ${how} while it was copied; nothing was stored.`, {
    where: source,
    fix: "Wait until whatever writes it (a download, a training run) has finished, then add it again.",
  });
}

export async function refuseWithoutSpace(target: string, name: string, neededBytes: number): Promise<void> {
  const folder = dirname(target);
  // Unknown on some file systems; the write itself then fails.
  const available = await freeBytes(folder);
  if (available === null || available >= neededBytes) return;
  throw new AssayError(
    "disk_full",
    `${name} is ${sizeText(neededBytes)}, but the disk of ${folder} has only ${sizeText(available)} free; nothing was stored.`,
    {
      where: folder,
      fix: "Free some space, then add it again.",
    },
  );
}
