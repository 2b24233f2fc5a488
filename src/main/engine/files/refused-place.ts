import type { BigIntStats, Stats } from "node:fs";
import { lstat, readlink } from "node:fs/promises";
import { dirname } from "node:path";
import { AssayError } from "../../../contract/index.ts";

/** What stands at a path when it is not a regular file, in words: "a folder", "a named pipe" … */
export function describeEntry(entry: Stats | BigIntStats): string {
  if (entry.isSymbolicLink()) return "a symbolic link";
  if (entry.isDirectory()) return "a folder";
  if (entry.isFIFO()) return "a named pipe";
  if (entry.isSocket()) return "a socket";
  return entry.isFile() ? "a file" : "a device";
}

const moveAway = "Move it away, and start Assay again.";

/** The error for something that is not a regular file where one has to be. */
export function notAFile(path: string, what: string): AssayError {
  return new AssayError("refused", `${path} is ${what}; it has to be a file.`, { where: path, fix: moveAway });
}

/** The error for something that is not a folder where one has to be. */
export function notAFolder(path: string, what: string): AssayError {
  return new AssayError("refused", `${path} is ${what}; it has to be a folder.`, { where: path, fix: moveAway });
}

/** The error for a file that has other names: they may be anywhere, and writing to one writes to all. */
export function hardLinked(path: string, links: number | bigint): AssayError {
  return new AssayError("refused", `${path} has ${links} hard links: a file outside the workspace may be the same file.`, {
    where: path,
    fix: "Replace it by a copy (cp FILE COPY, then mv COPY FILE), and start Assay again.",
  });
}

/** The error for a path that another process changed between two looks at it. */
export function changedMeanwhile(path: string): AssayError {
  return new AssayError("refused", `${path} was replaced while Assay opened it.`, {
    where: path,
    fix: "Find out what changes this folder, and try again.",
  });
}

/** The error for a symbolic link. Names what it points to. */
export async function linkRefused(path: string, fix?: string): Promise<AssayError> {
  const target = await readlink(path).catch(() => "something that cannot be read");
  return new AssayError("refused", `${path} is a symbolic link to ${target}; Assay follows no links inside a workspace.`, {
    where: path,
    fix: fix ?? "Replace the link by what it points to, or remove it.",
  });
}

/**
 * Looks at every part of a folder's path.
 * @throws AssayError refused when one is a link; names it. Passes where the path is only spelled otherwise than on disk (upper and lower case).
 */
export async function refuseLinkedParts(folder: string): Promise<void> {
  const parts: string[] = [];
  for (let part = folder; part !== dirname(part); part = dirname(part)) parts.unshift(part);
  for (const part of parts) {
    const there = await lstat(part);
    if (there.isSymbolicLink()) throw await linkRefused(part);
  }
}
