import { AssayError, type Signal } from "../../../../contract/index.ts";
import { orderedAhead } from "../../async/ordered-ahead.ts";
import { readRanges } from "../../files/read-range.ts";
import type { WorkerPool } from "../../workers/worker-pool.ts";
import type { Columns } from "../scan/columns.ts";
import { forEachEqual } from "../scan/sorted-groups.ts";
import { compareJob } from "./compare-job.ts";
import type { DisjointSets } from "./disjoint-sets.ts";
import { nearJob } from "./near-job.ts";
import { findNearPairs, type NearQuestion, type Over } from "./near-pairs.ts";

export interface DuplicateParts {
  pool: Pick<WorkerPool, "run" | "size">;
  /** The dataset file that the columns were scanned from. */
  path: string;
  columns: Columns;
  signal: Signal;
}

const pairsAtOnce = 512;
/** Of the lines read for one comparison in a thread; a longer line goes alone. */
const maxBatchBytes = 8 * 1024 * 1024;
/** Below this, starting threads takes longer than the work. */
const inlineRows = 2000;

/** Joins rows whose normalised texts are equal. @returns the first row of each, ascending. */
export function joinEqual(rows: Uint32Array, hashes: Uint32Array, sets: DisjointSets): Uint32Array {
  forEachEqual(rows, hashes, (group) => {
    for (const row of group) sets.join(group[0] as number, row);
  });
  return toShared(rows.filter((row) => sets.find(row) === row));
}

/**
 * Pairs of samples whose texts really are as similar as asked; joins them in `sets` unless told not to. Pairs that are joined already are not
 * compared.
 */
export async function joinNear(
  parts: DuplicateParts,
  rows: Uint32Array,
  asked: Omit<NearQuestion, "part" | "of">,
  onNear: (one: number, other: number) => void,
  isSettled: (one: number, other: number) => boolean,
): Promise<void> {
  if (asked.similarity >= 1) return;
  const pairs = await findPairs(parts, rows, asked);
  const { pool, signal } = parts;
  const compare = async (batch: Batch | null) =>
    batch && (await pool.run(compareJob, await readBatch(parts.path, parts.columns, batch, asked.over)));
  for await (const { item, result } of orderedAhead(batches(parts.columns, pairs, isSettled), compare, {
    maxItems: pool.size * 2,
    bytesOf: () => maxBatchBytes,
    signal,
  })) {
    if (!item || !result) continue;
    for (let i = 0; i < result.length; i++) {
      if ((result[i] as number) >= asked.similarity - 1e-6)
        onNear(item.rows[item.pairs[i * 2] as number] as number, item.rows[item.pairs[i * 2 + 1] as number] as number);
    }
  }
  if (signal.aborted) throw new AssayError("cancelled", "The check was cancelled.");
}

async function findPairs(
  { pool, columns }: DuplicateParts,
  rows: Uint32Array,
  asked: Omit<NearQuestion, "part" | "of">,
): Promise<Uint32Array> {
  if (rows.length < inlineRows) return findNearPairs(columns, rows, { ...asked, part: 0, of: 1 });
  const of = pool.size;
  const found = await Promise.all(
    Array.from({ length: of }, (_, part) =>
      pool.run(nearJob, { bytes: new Uint8Array(0), columns, rows, question: { ...asked, part, of } }),
    ),
  );
  const all = Float64Array.from(
    found.flatMap((pairs) =>
      Array.from({ length: pairs.length / 2 }, (_, i) => (pairs[i * 2] as number) * 2 ** 26 + (pairs[i * 2 + 1] as number)),
    ),
  ).sort();
  const distinct = all.filter((pair, i) => i === 0 || pair !== all[i - 1]);
  const pairs = new Uint32Array(distinct.length * 2);
  for (const [i, pair] of distinct.entries()) pairs.set([Math.floor(pair / 2 ** 26), pair % 2 ** 26], i * 2);
  return pairs;
}

interface Batch {
  rows: number[];
  /** Two positions in `rows` a pair. */
  pairs: Uint32Array;
}

function* batches(columns: Columns, pairs: Uint32Array, isSettled: (one: number, other: number) => boolean): Generator<Batch> {
  let rows = new Map<number, number>();
  let own: number[] = [];
  let bytes = 0;
  const add = (row: number) => {
    const known = rows.get(row);
    if (known !== undefined) return known;
    rows.set(row, rows.size);
    bytes += columns.lengths[row] as number;
    return rows.size - 1;
  };
  for (let i = 0; i < pairs.length; i += 2) {
    const [one, other] = [pairs[i] as number, pairs[i + 1] as number];
    if (isSettled(one, other)) continue;
    own.push(add(one), add(other));
    if (own.length < pairsAtOnce * 2 && bytes < maxBatchBytes) continue;
    yield { rows: [...rows.keys()], pairs: Uint32Array.from(own) };
    rows = new Map();
    own = [];
    bytes = 0;
  }
  if (own.length > 0) yield { rows: [...rows.keys()], pairs: Uint32Array.from(own) };
}

async function readBatch(path: string, { offsets, lengths }: Columns, { rows, pairs }: Batch, over: Over) {
  const ranges = rows.map((row) => ({ offset: offsets[row] as number, length: lengths[row] as number }));
  const lines = await readRanges(path, ranges);
  const bytes = new Uint8Array(ranges.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const line of lines) {
    bytes.set(line, at);
    at += line.length;
  }
  return { bytes, lengths: ranges.map(({ length }) => length), pairs, over };
}

/** In memory that threads share. */
export function toShared(rows: Uint32Array): Uint32Array {
  const shared = new Uint32Array(new SharedArrayBuffer(rows.byteLength));
  shared.set(rows);
  return shared;
}
