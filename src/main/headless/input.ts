import { fstatSync } from "node:fs";
import { Readable } from "node:stream";
import { AssayError } from "../../contract/index.ts";

const stdinFd = 0;

/** The process's stdin. Of a folder Node makes a stream that is empty: "nothing came" would be a lie, so this one fails. */
export function processInput(stdin: NodeJS.ReadStream): NodeJS.ReadableStream {
  return isFolder() ? new Readable({ read: refuse }) : stdin;
}

function isFolder(): boolean {
  try {
    return fstatSync(stdinFd).isDirectory();
  } catch {
    return false;
  }
}

function refuse(this: Readable): void {
  this.destroy(new AssayError("refused", "stdin is a folder; there are no lines in it.", { fix: "Redirect a file, or use a pipe." }));
}
