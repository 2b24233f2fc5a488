import { open, writeFile } from "node:fs/promises";
import { asideOf } from "../files/aside.ts";
import { withPath } from "../files/io-error.ts";

/**
 * Cuts off a file's bytes from an offset on, after keeping them in `<path>.torn-<offset>-<time>`.
 * @throws AssayError disk_full, permission, io …; the file is whole then.
 */
export function cutOffAt(path: string, offset: number): Promise<{ bytes: number; keptAt: string }> {
  return withPath(path, async () => {
    const file = await open(path, "r+");
    try {
      const tail = Buffer.alloc((await file.stat()).size - offset);
      await file.read(tail, 0, tail.length, offset);
      const keptAt = await asideOf(path, `torn-${offset}`);
      await writeFile(keptAt, tail, { flush: true });
      await file.truncate(offset);
      await file.sync();
      return { bytes: tail.length, keptAt };
    } finally {
      await file.close();
    }
  });
}
