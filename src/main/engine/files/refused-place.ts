import type { BigIntStats, Stats } from "node:fs";
import { lstat, readlink } from "node:fs/promises";
import { dirname } from "node:path";
import { AssayError } from "../../../contract/index.ts";

/** What kind of entry it is, for a sentence: "a folder", "a named pipe" … */
export function describeEntry(entry: Stats | BigIntStats): string {
  if (entry.isSymbolicLink()) return "a symbolic link";
  if (entry.isDirectory()) return "a folder";
  if (entry.isFIFO()) return "a named pipe";
  if (entry.isSocket()) return "a socket";
  return entry.isFile() ? "a file" : "a device";
}

const moveAway = "Move it away, and start Assay again.";

/** The error for anything but a regular file. */
export function notAFile(path: string, what: string): AssayError {
  return new AssayError("refused", `${path} is ${what}; it has to be a file.`, { where: path, fix: moveAway });
}

/** The error for anything but a folder. */
export function notAFolder(path: string, what: string): AssayError {
  return new AssayError("refused", `${path} is ${what}; it has to be a folder.`, { where: path, fix: moveAway });
}

/** The error for a file with hard links: the other names may be anywhere, and writing to one writes to all. */
export function hardLinked(path: string, links: number | bigint): AssayError {
  return new AssayError("refused", `${path} has ${links} hard links: a file outside the workspace may be the same file.`, {
    where: path,
    fix: "Replace it by a copy (cp FILE COPY, then mv COPY FILE), and start Assay again.",
  });
}

/** The error for a path that another process replaced between two checks. */
export function changedMeanwhile(path: string): AssayError {
  return new AssayError("refused", `${path} was replaced while Assay opened it.`, {
    where: path,
    fix: "Find out what changes this folder, and try again.",
  });
}

/** The error for a symbolic link; names its target. */
export async function linkRefused(path: string, fix?: string): Promise<AssayError> {
  const target = await readlink(path).catch(() => "something that cannot be read");
  return new AssayError("refused", `${path} is a symbolic link to ${target}; Assay follows no links inside a workspace.`, {
    where: path,
    fix: fix ?? "Replace the link by what it points to, or remove it.",
  });
}

/**
 * Checks every part of a folder's path.
 * @throws AssayError refused for the first part that is a link. A path that differs from the disk only in upper and lower case passes.
 */
export async function refuseLinkedParts(folder: string): Promise<void> {
  const parts: string[] = [];
  for (let part = folder; part !== dirname(part); part = dirname(part)) parts.unshift(part);
  for (const part of parts) {
    const there = await lstat(part);
    if (there.isSymbolicLink()) throw await linkRefused(part);
  }
}
