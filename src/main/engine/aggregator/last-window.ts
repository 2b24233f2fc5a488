import type { FileHandle } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { errnoOf, ioError } from "../files/io-error.ts";
import { openRead } from "../files/open-inside.ts";
import { newline } from "../lines/line-bytes.ts";
import { parseWindow } from "./window-record.ts";

const stepBytes = 256 * 1024;
/** A record of a million engines is not that long. */
const maxLineBytes = 512 * 1024 * 1024;

/**
 * Where the newest window in aggregated_stats.jsonl ends: in time, and in events.jsonl. Reads from the end of the file, so it costs
 * what the last line costs. Bytes after the last newline are ignored, and so are last lines that are no window.
 * @returns null when the file is missing or holds no window.
 * @throws AssayError permission, io …
 */
export async function lastWindowEnd(path: string): Promise<{ windowEndMs: number; toOffset: number } | null> {
  let file: FileHandle | undefined;
  try {
    file = await openRead(path);
    for await (const line of linesFromTheEnd(file, path)) {
      const window = windowIn(line);
      if (window !== null) return window;
    }
    return null;
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return null;
    throw ioError(thrown, path);
  } finally {
    await file?.close();
  }
}

function windowIn(line: string): { windowEndMs: number; toOffset: number } | null {
  try {
    const { window_end_ms, to_offset } = parseWindow(line);
    return { windowEndMs: window_end_ms, toOffset: to_offset };
  } catch {
    return null;
  }
}

async function* linesFromTheEnd(file: FileHandle, path: string): AsyncGenerator<string> {
  let start = (await file.stat()).size;
  // Pieces of the line that is being put together, last first; null until the last newline is found.
  let pieces: Buffer[] | null = null;
  let lineEnd = start;
  while (start > 0) {
    const length = Math.min(stepBytes, start);
    start -= length;
    let rest: Buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(rest, 0, length, start);
    rest = rest.subarray(0, bytesRead);
    for (let at = rest.lastIndexOf(newline); at >= 0; at = rest.lastIndexOf(newline)) {
      if (pieces !== null) yield textOf([...pieces, rest.subarray(at + 1)]);
      pieces = [];
      rest = rest.subarray(0, at);
      lineEnd = start + at;
    }
    pieces?.push(rest);
    if (lineEnd - start > maxLineBytes)
      throw new AssayError("damaged", `${path} has a line of more than ${maxLineBytes} bytes.`, { where: path });
  }
  if (pieces !== null) yield textOf(pieces);
}

const textOf = (lastFirst: Buffer[]) => Buffer.concat(lastFirst.reverse()).toString("utf8");
