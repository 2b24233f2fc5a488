import { fstatSync, ftruncateSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { AssayError } from "../../../contract/index.ts";
import { findLastLineEnd } from "../lines/backwards.ts";
import { newline } from "../lines/line-bytes.ts";
import { findBackupPath, writeBackup } from "./backup.ts";
import { canSeeWriters, isOpenForWritingElsewhere } from "./foreign-writers.ts";
import { removeFile } from "./inside.ts";
import { toReadBytes } from "./read-lines.ts";

/** Bytes after the last newline that a crash left, cut off and backed up beside the file. */
export interface TornTail {
  bytes: number;
  /** Path of the backup. */
  keptAt: string;
}

/** What follows a file's last newline. */
export interface Tail {
  sizeBytes: number;
  /** `whole`: nothing. `abandoned`: half a line that nobody writes any more. `growing`: half a line that may still be written. */
  state: "whole" | "abandoned" | "growing";
}

/** The longest tail that a crash can leave: the lines of one write. A file with a longer one is not a journal. */
const maxTornBytes = 256 * 1024 * 1024;
/**
 * Half a line counts as abandoned after this long without a write. A program that buffers its output may pause longer in the middle of a
 * line; Linux tells that it has the file open, elsewhere only time can.
 */
const quietMs = canSeeWriters ? 2000 : 10_000;
const lookMs = 50;
/** How long opening watches half a line before it leaves it alone. */
const openingWaitMs = quietMs + 2000;

/**
 * Where the last whole line of a journal ends. Reads at most 256 MiB, whatever the size of the file.
 * @throws AssayError refused when the tail is longer than any crash can leave.
 */
export async function endOfJournal(file: FileHandle, path: string, sizeBytes: number): Promise<number> {
  const endBytes = await findLastLineEnd(toReadBytes(file), sizeBytes, Math.max(0, sizeBytes - maxTornBytes));
  if (sizeBytes - endBytes >= maxTornBytes) throw noLineEnd(path);
  return endBytes;
}

/**
 * Watches the end of a file until it is a newline, or abandoned for certain, or until `waitMs` is over. Programs without locks (`cat >>`)
 * may be writing it. On Linux, half a line is not abandoned while another process has the file open for writing.
 */
export async function settleTail(file: FileHandle, path: string, waitMs: number): Promise<Tail> {
  const startedAtMs = performance.now();
  let lastSizeBytes = -1;
  let unchangedSinceMs = startedAtMs;
  for (;;) {
    const { size: sizeBytes, mtimeMs } = await file.stat();
    if (await endsWithNewline(file, sizeBytes)) return { sizeBytes, state: "whole" };
    const nowMs = performance.now();
    if (sizeBytes !== lastSizeBytes) unchangedSinceMs = nowMs;
    lastSizeBytes = sizeBytes;
    // The wall clock may be set back, so the monotonic clock counts too.
    const isQuiet = Date.now() - mtimeMs >= quietMs || nowMs - unchangedSinceMs >= quietMs;
    if (isQuiet && !(await isOpenForWritingElsewhere(file, path))) {
      // A writer that ended just now may have written the rest first.
      if ((await file.stat()).size === sizeBytes) return { sizeBytes, state: "abandoned" };
      continue;
    }
    if (nowMs - startedAtMs >= waitMs) return { sizeBytes, state: "growing" };
    await wait(lookMs);
  }
}

async function endsWithNewline(file: FileHandle, sizeBytes: number): Promise<boolean> {
  if (sizeBytes === 0) return true;
  const last = Buffer.alloc(1);
  const { bytesRead } = await file.read(last, 0, 1, sizeBytes - 1);
  return bytesRead === 0 || last[0] === newline;
}

/**
 * Cuts a torn last line off `file`, after a backup in `<path>.torn-<offset>-<time>`. The caller holds the file's lock.
 * Half a line that may still be written is left.
 * @param isOwn false for a file behind a link or with hard links: it may belong to somebody else, so nothing is cut.
 * @returns torn: null when nothing was cut. endBytes: where the last whole line ends; the file is longer when half a line was left.
 * @throws AssayError refused when there is a torn line that must not be cut.
 */
export async function cutTornTail(file: FileHandle, path: string, isOwn = true): Promise<{ torn: TornTail | null; endBytes: number }> {
  const { size } = await file.stat();
  const end = await endOfJournal(file, path, size);
  if (end === size) return { torn: null, endBytes: end };
  for (;;) {
    const { sizeBytes, state } = await settleTail(file, path, openingWaitMs);
    const endBytes = await endOfJournal(file, path, sizeBytes);
    if (state !== "abandoned") return { torn: null, endBytes };
    if (!isOwn) throw tornElsewhere(path, sizeBytes - endBytes);
    const torn = await cutKeeping(file, path, endBytes, sizeBytes);
    if (torn) return { torn, endBytes };
  }
}

/**
 * Truncates a file to `endBytes`, after a backup of the rest in `<path>.torn-<offset>-<time>`.
 * @returns null when the file's size was no longer `sizeBytes`; nothing is cut then.
 */
export async function cutKeeping(file: FileHandle, path: string, endBytes: number, sizeBytes: number): Promise<TornTail | null> {
  const tail = Buffer.alloc(sizeBytes - endBytes);
  await file.read(tail, 0, tail.length, endBytes);
  const keptAt = await writeBackup(await findBackupPath(path, `torn-${endBytes}`), tail, file);
  // Nothing in between: a program without locks can write until the last moment.
  if (fstatSync(file.fd).size !== sizeBytes) {
    await removeFile(keptAt);
    return null;
  }
  ftruncateSync(file.fd, endBytes);
  await file.sync();
  return { bytes: tail.length, keptAt };
}

function tornElsewhere(path: string, bytes: number): AssayError {
  return new AssayError("refused", `${path} ends in ${bytes} bytes without a line end, and is reached through a link or has other names.`, {
    where: path,
    fix: "Assay cuts nothing off such a file: end the last line with a newline, or remove it, and start Assay again.",
  });
}

function noLineEnd(path: string): AssayError {
  return new AssayError("refused", `${path} has no line end in its last ${maxTornBytes} bytes; it is no file of JSON lines.`, {
    where: path,
    fix: "Move it away, and start Assay again.",
  });
}
