import { createReadStream } from "node:fs";
import { withPath } from "./io-error.ts";

const newline = 10;

/** How many lines a file has; 0 when it does not exist. */
export async function countLines(path: string): Promise<number> {
  let lines = 0;
  try {
    await withPath(path, async () => {
      for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
        const bytes = chunk as Buffer;
        for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) lines++;
      }
    });
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "not_found") return 0;
    throw thrown;
  }
  return lines;
}
