import type { FileHandle } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import { createNew } from "../files/open-inside.ts";
import type { JsonLinesParts } from "./json-lines.ts";
import { splitTableJob } from "./split-job.ts";
import { maxRowBytes, type TableRules } from "./split-table.ts";

const pieceBytes = 1024 * 1024;

/**
 * Writes the rows of a table as lines of JSON, piece by piece: one is read and one written while a thread splits the next.
 * @param source the table, open for reading.
 * @returns whether it is regular (split-table.ts). If not, what was written is worth nothing.
 * @throws AssayError cancelled, disk_full, io.
 */
export async function writeTableLines(
  source: FileHandle,
  { path, delimiter }: { path: string; delimiter: string },
  { pool, reserve, name, signal }: JsonLinesParts,
): Promise<boolean> {
  const out = await createNew(path);
  try {
    let rules: TableRules = { delimiter, names: null, endsWithReturn: false };
    /** The beginning of a row. */
    let carried: Uint8Array = new Uint8Array(0);
    let writing: Promise<unknown> = Promise.resolve();
    for (let position = 0; ; ) {
      if (signal?.aborted) throw new AssayError("cancelled", "The import was cancelled.");
      // Of a long row as much again as was carried: pieces of one size would scan it over and over.
      const bytes = new Uint8Array(carried.length + Math.max(pieceBytes, carried.length));
      bytes.set(carried);
      const { bytesRead } = await withPath(name, () => source.read(bytes, carried.length, bytes.length - carried.length, position));
      position += bytesRead;
      const isLast = bytesRead === 0;
      const piece = bytes.subarray(0, carried.length + bytesRead);
      if (isLast && piece.length === 0) {
        await writing;
        return rules.names !== null;
      }
      const split = await pool.run(splitTableJob, { bytes: piece.slice(), rules, isLast });
      await writing;
      if (split === null) return false;
      rules = split.rules;
      carried = piece.slice(split.usedBytes);
      if (carried.length > maxRowBytes) return false;
      await reserve.take(split.lines.length, name);
      writing = withPath(path, () => out.writeFile(split.lines));
      writing.catch(() => {});
      if (isLast) {
        await writing;
        return true;
      }
    }
  } finally {
    await out.close();
  }
}
