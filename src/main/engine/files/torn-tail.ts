import type { FileHandle } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { asideOf } from "./aside.ts";
import { keepBytes } from "./keep-bytes.ts";

/** Bytes after the last newline that a crash left behind, cut off and kept beside the file. */
export interface TornTail {
  bytes: number;
  /** Where they are kept. */
  keptAt: string;
}

const newline = 10;
const stepBytes = 1 << 20;
/** The longest tail that a crash can leave: the lines of one write. A longer one is no journal of ours. */
const maxTornBytes = 256 * 1024 * 1024;

/**
 * Where the last whole line ends: the offset just after the last newline, 0 when there is none.
 * @param firstByte where to stop looking; the answer is then that offset.
 */
export async function endOfLastLine(file: FileHandle, sizeBytes: number, firstByte = 0): Promise<number> {
  const step = Buffer.allocUnsafe(Math.min(stepBytes, Math.max(1, sizeBytes)));
  let end = sizeBytes;
  while (end > firstByte) {
    const start = Math.max(firstByte, end - step.length);
    const { bytesRead } = await file.read(step, 0, end - start, start);
    const at = step.subarray(0, bytesRead).lastIndexOf(newline);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return firstByte;
}

/**
 * Cuts a torn last line off `file`, after keeping its bytes in `<path>.torn-<offset>-<time>`.
 * @param isOwn false for a file behind a link or with other names: it may be somebody else's, and nothing of it is cut.
 * @returns null when the file ends with a newline or is empty.
 * @throws AssayError refused when there is a torn line that must not be cut.
 */
export async function cutTornTail(file: FileHandle, path: string, isOwn = true): Promise<TornTail | null> {
  const { size } = await file.stat();
  const end = await endOfLastLine(file, size, Math.max(0, size - maxTornBytes));
  if (end === size) return null;
  if (!isOwn) throw tornElsewhere(path, size - end);
  if (size - end >= maxTornBytes) throw noLineEnd(path);
  const keptAt = await asideOf(path, `torn-${end}`);
  const tail = Buffer.allocUnsafe(size - end);
  await file.read(tail, 0, tail.length, end);
  await keepBytes(keptAt, tail);
  await file.truncate(end);
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
