import { newline } from "../lines/line-bytes.ts";
import { withPath } from "./io-error.ts";
import { openRead } from "./open-inside.ts";

/** How many lines end in a file of a workspace between two offsets. @throws AssayError not_found, permission, io … */
export async function countLines(path: string, fromBytes: number, toBytes: number): Promise<number> {
  if (toBytes <= fromBytes) return 0;
  return withPath(path, async () => {
    let lines = 0;
    const file = await openRead(path);
    for await (const chunk of file.createReadStream({ start: fromBytes, end: toBytes - 1, highWaterMark: 1 << 20 })) {
      const bytes = chunk as Buffer;
      for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) lines++;
    }
    return lines;
  });
}
