import { open } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { withPath } from "./io-error.ts";

/**
 * Reads `length` bytes at `offset`.
 * @throws AssayError damaged when the file ends before that; not_found, permission, io …
 */
export function readRange(path: string, offset: number, length: number): Promise<Buffer> {
  return withPath(path, async () => {
    const file = await open(path, "r");
    try {
      const bytes = Buffer.allocUnsafe(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) {
          throw new AssayError("damaged", `${path} ends before byte ${offset + length}.`, {
            where: path,
            fix: "Run assay verify --repair: the index is rebuilt from what is there.",
          });
        }
        done += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  });
}
