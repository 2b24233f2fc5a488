import type { FileHandle } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { newline } from "../lines/line-bytes.ts";
import { toRealPath } from "./named-file.ts";
import { isSameFile, openUpdate } from "./open-inside.ts";

/**
 * Finds a batch that was appended while a program without locks wrote to the same file.
 * @param from the end of the file before. @param sizeBytes its size now.
 * @returns where the batch starts, and whether it starts a line: it does not when the other program's half line stands before it.
 * @throws AssayError io when the other program wrote into the middle of the batch.
 */
export async function findBatch(
  file: FileHandle,
  path: string,
  batch: Buffer,
  from: number,
  sizeBytes: number,
): Promise<{ offset: number; startsLine: boolean }> {
  const there = Buffer.alloc(sizeBytes - from);
  await file.read(there, 0, there.length, from);
  const at = there.indexOf(batch);
  if (at >= 0) return { offset: from + at, startsLine: at === 0 || there[at - 1] === newline };
  throw new AssayError("io", `Another program wrote into the middle of lines that were appended to ${path}.`, {
    where: path,
    fix: "Let it append with atomicAppend, or to a file of its own.",
  });
}

/** Overwrites bytes that a journal wrote but never acknowledged with a blank line: truncating could cut another program's bytes. */
export async function blankOut(path: string, own: FileHandle, offset: number, length: number): Promise<void> {
  const blank = Buffer.alloc(length, " ");
  blank[0] = newline;
  blank[length - 1] = newline;
  const file = await openUpdate(await toRealPath(path));
  try {
    // Of the open files themselves: the path may lead elsewhere at each look.
    const [opened, ours] = await Promise.all([file.stat({ bigint: true }), own.stat({ bigint: true })]);
    if (!isSameFile(opened, ours)) return;
    await file.write(blank, 0, length, offset);
    await file.datasync();
  } finally {
    await file.close();
  }
}
