import { type FileHandle, writeFile } from "node:fs/promises";
import { asideOf } from "./aside.ts";

/** Bytes after the last newline that a crash left behind, cut off and kept beside the file. */
export interface TornTail {
  bytes: number;
  /** Where they are kept. */
  keptAt: string;
}

const newline = 10;
const stepBytes = 1 << 20;

/** Where the last whole line ends: the offset just after the last newline, 0 when there is none. */
export async function endOfLastLine(file: FileHandle, sizeBytes: number): Promise<number> {
  const step = Buffer.allocUnsafe(Math.min(stepBytes, Math.max(1, sizeBytes)));
  let end = sizeBytes;
  while (end > 0) {
    const start = Math.max(0, end - step.length);
    const { bytesRead } = await file.read(step, 0, end - start, start);
    const at = step.subarray(0, bytesRead).lastIndexOf(newline);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}

/**
 * Cuts a torn last line off `file`, after keeping its bytes in `<path>.torn-<offset>-<time>`.
 * @returns null when the file ends with a newline or is empty.
 */
export async function cutTornTail(file: FileHandle, path: string): Promise<TornTail | null> {
  const { size } = await file.stat();
  const end = await endOfLastLine(file, size);
  if (end === size) return null;
  const keptAt = await asideOf(path, `torn-${end}`);
  const tail = Buffer.allocUnsafe(size - end);
  await file.read(tail, 0, tail.length, end);
  await writeFile(keptAt, tail, { flush: true });
  await file.truncate(end);
  await file.sync();
  return { bytes: tail.length, keptAt };
}
