import type { FileHandle } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { errnoOf, ioError } from "../files/io-error.ts";
import { openRead } from "../files/open-inside.ts";
import { toReadBytes } from "../files/read-lines.ts";
import { readLinesBackwards } from "../lines/backwards.ts";
import { parseWindow } from "./window-record.ts";

/** A window of a million engines is shorter. */
const maxLineBytes = 512 * 1024 * 1024;

/**
 * Where the newest window in aggregated_stats.jsonl ends: in time, and in events.jsonl. Reads backwards, so it costs what the last line
 * costs. A torn tail is ignored, and so are last lines that are not windows.
 * @returns null when the file is missing or has no window.
 * @throws AssayError permission, io …
 */
export async function lastWindowEnd(path: string): Promise<{ windowEndMs: number; toOffset: number } | null> {
  let file: FileHandle | undefined;
  try {
    file = await openRead(path);
    const { size } = await file.stat();
    for await (const { bytes } of readLinesBackwards(toReadBytes(file), size, maxLineBytes, () => tooLong(path))) {
      const window = windowIn(bytes.toString("utf8"));
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

const tooLong = (path: string) => new AssayError("damaged", `${path} has a line of more than ${maxLineBytes} bytes.`, { where: path });
