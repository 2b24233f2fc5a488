import { asideOf } from "../files/aside.ts";
import { withPath } from "../files/io-error.ts";
import { keepBytes } from "../files/keep-bytes.ts";
import { openUpdate } from "../files/open-inside.ts";

/**
 * Cuts off a file's bytes from an offset on, after keeping them in `<path>.torn-<offset>-<time>`.
 * @throws AssayError disk_full, permission, io …; the file is whole then.
 */
export function cutOffAt(path: string, offset: number): Promise<{ bytes: number; keptAt: string }> {
  return withPath(path, async () => {
    const file = await openUpdate(path);
    try {
      const tail = Buffer.alloc((await file.stat()).size - offset);
      await file.read(tail, 0, tail.length, offset);
      const keptAt = await asideOf(path, `torn-${offset}`);
      await keepBytes(keptAt, tail);
      await file.truncate(offset);
      await file.sync();
      return { bytes: tail.length, keptAt };
    } finally {
      await file.close();
    }
  });
}
