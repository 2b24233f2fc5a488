import { createReadStream, fstatSync, type Stats } from "node:fs";
import { Readable } from "node:stream";
import { AssayError } from "../../contract/index.ts";

const stdinFd = 0;

const files = new WeakMap<NodeJS.ReadableStream, Stats>();

/**
 * The process's stdin. Node reads a folder as an empty stream; here it fails. A regular file is read up to its current size, since
 * a file that grows while being read might never end.
 */
export function processInput(stdin: NodeJS.ReadStream): NodeJS.ReadableStream {
  const stats = stdinStats();
  if (stats?.isDirectory()) return new Readable({ read: refuse });
  if (!stats?.isFile()) return stdin;
  const input: NodeJS.ReadableStream =
    stats.size === 0 ? Readable.from([]) : createReadStream("", { fd: stdinFd, autoClose: false, end: stats.size - 1 });
  files.set(input, stats);
  return input;
}

/** Says which regular file is behind an input. */
export function setFileBehind(input: NodeJS.ReadableStream, stats: Stats): void {
  files.set(input, stats);
}

/** The regular file behind an input; undefined for anything else. */
export function fileBehind(input: NodeJS.ReadableStream): Stats | undefined {
  return files.get(input);
}

function stdinStats(): Stats | null {
  try {
    return fstatSync(stdinFd);
  } catch {
    return null;
  }
}

function refuse(this: Readable): void {
  this.destroy(new AssayError("refused", "stdin is a folder, not a file.", { fix: "Redirect a file, or use a pipe." }));
}
