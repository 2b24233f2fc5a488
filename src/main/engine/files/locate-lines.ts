import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { findBackupPath } from "./backup.ts";
import { syncFolder } from "./durable-write.ts";
import { makeFolderInside } from "./inside.ts";
import type { Journal } from "./journal.ts";
import { openNamed, statNamed } from "./named-file.ts";
import { createNew, pathOfOpenFile } from "./open-inside.ts";

const stepBytes = 1 << 20;

/**
 * Tells where the durable lines of a journal are that cannot be written any more. A file that was replaced or removed is open here and
 * nowhere else: unless the new file begins with the same bytes, its lines are copied to a file beside it.
 * @returns the end of a sentence: "in PATH", with what is known to be missing.
 */
export async function locateDurableLines(journal: Journal): Promise<string> {
  const { path, durableBytes, openFile } = journal;
  const [there, ours] = await Promise.all([statNamed(path).catch(() => null), openFile.stat()]);
  if (there !== null && there.ino === ours.ino && there.dev === ours.dev) {
    return ours.size < durableBytes ? `in ${path}, as far as byte ${ours.size}; somebody cut off what was behind` : `in ${path}`;
  }
  if (ours.nlink > 0) return `in ${pathOfOpenFile(openFile) ?? `the file that was moved away from ${path}`}`;
  if (there !== null && (await beginsWith(path, openFile, durableBytes))) return `in ${path}`;
  try {
    await makeFolderInside(dirname(path));
    const keptAt = await findBackupPath(path, "kept");
    await copy(openFile, keptAt, durableBytes);
    return `in ${keptAt}`;
  } catch (thrown) {
    return `in no file any more: ${path} was removed, and a copy cannot be written (${thrown instanceof Error ? thrown.message : String(thrown)})`;
  }
}

async function beginsWith(path: string, ours: FileHandle, bytes: number): Promise<boolean> {
  const theirs = await openNamed(path).catch(() => null);
  if (theirs === null) return false;
  try {
    const [a, b] = [Buffer.alloc(stepBytes), Buffer.alloc(stepBytes)];
    for (let at = 0; at < bytes; at += stepBytes) {
      const length = Math.min(stepBytes, bytes - at);
      await Promise.all([ours.read(a, 0, length, at), theirs.read(b, 0, length, at)]);
      if (!a.subarray(0, length).equals(b.subarray(0, length))) return false;
      b.fill(0);
    }
    return true;
  } finally {
    await theirs.close();
  }
}

async function copy(from: FileHandle, path: string, bytes: number): Promise<void> {
  const to = await createNew(path);
  try {
    const step = Buffer.allocUnsafe(stepBytes);
    for (let at = 0; at < bytes; ) {
      const { bytesRead } = await from.read(step, 0, Math.min(stepBytes, bytes - at), at);
      if (bytesRead === 0) break;
      await to.writeFile(step.subarray(0, bytesRead));
      at += bytesRead;
    }
    await to.sync();
  } finally {
    await to.close();
  }
  await syncFolder(dirname(path));
}
