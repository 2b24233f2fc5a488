import type { ExecutionFilter, ExecutionSort, Signal } from "../../../contract/index.ts";
import { readRanges } from "../files/read-range.ts";
import type { Position } from "./cursor.ts";
import { nextPositions } from "./execution-order.ts";
import { type ExecutionParts, matching } from "./executions.ts";
import { rowsAt } from "./rows-by-offset.ts";

/** Of which executions, and in which order. */
export interface LinesWanted {
  filter: ExecutionFilter;
  sort: ExecutionSort;
  /** At most so many; undefined: all of them. */
  limit?: number | undefined;
}

/** Positions found by one statement, and lines read and handed over together: at most so many, and bytes. */
const positionsAtOnce = 20_000;
const linesAtOnce = 500;
const bytesAtOnce = 8 * 1024 * 1024;

/**
 * Reads the lines of the executions that a list with this filter and sort shows, in its order, byte for byte.
 * @param take is given lines without their newlines; the next are read once it is done.
 * @throws AssayError as `listExecutions`; what `take` throws.
 */
export async function readExecutionLines(
  parts: ExecutionParts,
  { filter, sort, limit = Number.POSITIVE_INFINITY }: LinesWanted,
  take: (lines: readonly Buffer[]) => Promise<void>,
  signal?: Signal,
): Promise<void> {
  const { db, journal } = parts;
  if (journal === null) return;
  await matching(
    parts,
    filter,
    async (matches) => {
      let left = limit;
      for (let after: Position | undefined; left > 0; ) {
        const found = await nextPositions(db, sort, matches, after, Math.min(positionsAtOnce, left), signal);
        for (const offsets of slices(found.map(({ off }) => off))) {
          const rows = await rowsAt<{ off: number; len: number }>(db, "executions", "off, len", offsets, signal);
          const lengths = new Map(rows.map(({ off, len }) => [off, len]));
          const ranges = offsets.map((off) => ({ offset: off, length: lengths.get(off) ?? 0 }));
          for (const some of byBytes(ranges)) await take(await readRanges(journal, some));
        }
        left -= found.length;
        after = found.at(-1);
        if (after === undefined || found.length < positionsAtOnce) return;
      }
    },
    signal,
  );
}

function* slices(offsets: readonly number[]): Generator<readonly number[]> {
  for (let at = 0; at < offsets.length; at += linesAtOnce) yield offsets.slice(at, at + linesAtOnce);
}

function* byBytes(ranges: readonly { offset: number; length: number }[]): Generator<{ offset: number; length: number }[]> {
  let some: { offset: number; length: number }[] = [];
  let bytes = 0;
  for (const range of ranges) {
    if (some.length > 0 && bytes + range.length > bytesAtOnce) {
      yield some;
      some = [];
      bytes = 0;
    }
    some.push(range);
    bytes += range.length;
  }
  if (some.length > 0) yield some;
}
