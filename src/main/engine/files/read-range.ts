import type { FileHandle } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { formatCommand } from "../base/program.ts";
import { withPath } from "./io-error.ts";
import { readAgain } from "./open-inside.ts";

export interface ByteRange {
  offset: number;
  length: number;
}

/** Ranges with at most this gap are read together. */
const nearBytes = 16 * 1024;
const maxAtOnceBytes = 1024 * 1024;

/**
 * Reads `length` bytes at `offset` of a file of a workspace.
 * @throws AssayError damaged when the file ends earlier; not_found, permission, io …
 */
export async function readRange(path: string, offset: number, length: number): Promise<Buffer> {
  const [bytes] = await readRanges(path, [{ offset, length }]);
  return bytes as Buffer;
}

/** Reads ranges, in any order. Neighbouring ranges share one read. @returns their bytes, in the order given. @throws as `readRange`. */
export function readRanges(path: string, ranges: readonly ByteRange[]): Promise<Buffer[]> {
  return withPath(path, () =>
    readAgain(path, async (file) => {
      const found = new Map<ByteRange, Buffer>();
      const read = async (near: readonly ByteRange[]) => {
        const offset = Math.min(...near.map((range) => range.offset));
        const end = Math.max(...near.map((range) => range.offset + range.length));
        const bytes = await readWhole(file, path, offset, end - offset);
        for (const range of near) found.set(range, bytes.subarray(range.offset - offset, range.offset - offset + range.length));
      };
      await Promise.all(neighbours(ranges).map(read));
      return ranges.map((range) => found.get(range) as Buffer);
    }),
  );
}

/** Groups ranges that are read together, by offset. */
function neighbours(ranges: readonly ByteRange[]): ByteRange[][] {
  const groups: ByteRange[][] = [];
  let start = 0;
  let end = 0;
  for (const range of [...ranges].sort((a, b) => a.offset - b.offset)) {
    const rangeEnd = range.offset + range.length;
    const group = groups.at(-1);
    if (group === undefined || range.offset - end > nearBytes || rangeEnd - start > maxAtOnceBytes) {
      groups.push([range]);
      start = range.offset;
      end = rangeEnd;
    } else {
      group.push(range);
      end = Math.max(end, rangeEnd);
    }
  }
  return groups;
}

async function readWhole(file: FileHandle, path: string, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) {
      throw new AssayError("damaged", `${path} ends before byte ${offset + length}.`, {
        where: path,
        fix: `Run ${formatCommand("verify --repair")}: the index is rebuilt from what is there.`,
      });
    }
    done += bytesRead;
  }
  return bytes;
}
