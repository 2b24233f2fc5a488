import { type ChannelName, channelOfKind, type RecordKind, recordKinds } from "../../../contract/index.ts";
import type { RejectedLine } from "../collector/quarantine.ts";
import type { Batch } from "../records/batch.ts";
import type { ChunkResult } from "../records/chunk-result.ts";
import { writeOffset } from "../records/csv-row.ts";
import type { ExecutionFacts } from "../records/facts.ts";
import { noEngine } from "../records/facts.ts";
import { GrowingWords } from "../records/growing.ts";
import { codeOfKind } from "../records/kinds.ts";
import { type LineHash, unpackHash } from "../records/line-hash.ts";
import type { BufferPool } from "../workers/buffer-pool.ts";

/**
 * Whether a line of a channel is kept. Called once for each line that was not rejected, in order; the objects are reused.
 * @param key what makes it the same record: its hash, or the source key of a converted one.
 */
export type Keep = (channel: ChannelName) => (key: LineHash, hash: LineHash) => boolean;

export interface ChannelBatch {
  channel: ChannelName;
  kind: RecordKind;
  batch: Batch;
}

/** Ranges of a buffer, adjoining ones merged. */
class Ranges {
  #done: [number, number][] = [];
  #start = 0;
  #end = 0;

  add(start: number, end: number): void {
    if (start !== this.#end || this.#start === this.#end) {
      this.#close();
      this.#start = start;
    }
    this.#end = end;
  }

  in(bytes: Uint8Array): Uint8Array[] {
    this.#close();
    return this.#done.map(([start, end]) => bytes.subarray(start, end));
  }

  #close(): void {
    if (this.#end > this.#start) this.#done.push([this.#start, this.#end]);
    this.#start = this.#end;
  }
}

/** The kept lines and rows of one kind. */
class Kept {
  readonly kind: RecordKind;
  readonly isNew: ReturnType<Keep>;
  lines = new Ranges();
  rows = new Ranges();
  candidates = new Ranges();
  /** Per kept row: its index within the kind, the position of its offset digits, and the length of its line with the newline. */
  row = new GrowingWords();
  rowAt = new GrowingWords();
  lineBytes = new GrowingWords();
  /** Per candidate row of a kept comparison: the position of its offset digits, and the index of the kept row it belongs to. */
  candidateAt = new GrowingWords();
  candidateOf = new GrowingWords();
  places: number[] = [];
  maxRowBytes = 0;

  constructor(kind: RecordKind, isNew: ReturnType<Keep>) {
    this.kind = kind;
    this.isNew = isNew;
  }
}

/**
 * Turns an inspected chunk into one batch per channel, without the lines that `keep` refuses (duplicates). Costs a few
 * additions per line: nothing is parsed or copied.
 * @param placeOf for lines that are in a journal already: the offset of line i. Otherwise lines follow each other.
 * @param buffers takes the buffer of execution rows back once the index has loaded them.
 */
export function toBatches(
  chunk: ChunkResult,
  keep: Keep,
  placeOf?: (line: number) => number,
  buffers?: BufferPool,
): { batches: ChannelBatch[]; duplicates: number } {
  const { codes, hashes, sourceKeys = hashes } = chunk;
  const hash: LineHash = { h0: 0, h1: 0, h2: 0 };
  const key: LineHash = { h0: 0, h1: 0, h2: 0 };
  const kept: (Kept | undefined)[] = [];
  const nextRow = [0, 0, 0];
  let nextCandidate = 0;
  let duplicates = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    const kind = recordKinds[code];
    if (kind === undefined) continue;
    const row = nextRow[code] as number;
    nextRow[code] = row + 1;
    const firstCandidate = nextCandidate;
    if (code === codeOfKind.comparison_result) nextCandidate += chunk.candidateCounts[row] as number;
    let group = kept[code];
    if (group === undefined) {
      group = new Kept(kind, keep(channelOfKind[kind]));
      kept[code] = group;
    }
    const own = unpackHash(hashes, i, hash);
    if (!group.isNew(sourceKeys === hashes ? own : unpackHash(sourceKeys, i, key), own)) {
      duplicates++;
      continue;
    }
    const start = chunk.starts[i] as number;
    const end = (chunk.ends[i] as number) + 1;
    group.lines.add(start, end);
    group.lineBytes.push(end - start);
    if (placeOf) group.places.push(placeOf(i));
    const { starts } = chunk.tables[kind];
    const rowStart = starts[row] as number;
    const rowEnd = starts[row + 1] as number;
    group.rows.add(rowStart, rowEnd);
    group.row.push(row);
    group.rowAt.push(rowStart);
    if (rowEnd - rowStart > group.maxRowBytes) group.maxRowBytes = rowEnd - rowStart;
    for (let j = firstCandidate; j < nextCandidate; j++) {
      const from = chunk.candidates.starts[j] as number;
      const to = chunk.candidates.starts[j + 1] as number;
      group.candidates.add(from, to);
      group.candidateAt.push(from);
      group.candidateOf.push(group.rowAt.length - 1);
      if (to - from > group.maxRowBytes) group.maxRowBytes = to - from;
    }
  }
  const batches = kept
    .filter((group) => group !== undefined && group.rowAt.length > 0)
    .map((group) => ({
      channel: channelOfKind[(group as Kept).kind],
      kind: (group as Kept).kind,
      batch: toBatch(chunk, group as Kept, placeOf !== undefined, buffers),
    }));
  if (buffers && !batches.some(({ kind }) => kind === "engine_execution")) buffers.give(chunk.tables.engine_execution.csv.buffer);
  return { batches, duplicates };
}

/**
 * The rejected lines of a chunk, as quarantine takes them.
 * @param source the file they came from, or "collect".
 * @param firstLine 1-based number of the chunk's first line.
 */
export function toRejectedLines(chunk: ChunkResult, source: string, firstLine: number): RejectedLine[] {
  return chunk.rejected.map(({ line, kind, findings }) => ({
    bytes: chunk.bytes.subarray(chunk.starts[line], chunk.ends[line]),
    source,
    lineNumber: firstLine + (chunk.lineNumbers[line] ?? 0),
    kind,
    findings,
  }));
}

function toBatch(chunk: ChunkResult, kept: Kept, placed: boolean, buffers: BufferPool | undefined): Batch {
  const { csv } = chunk.tables[kept.kind];
  const parts = kept.lines.in(chunk.bytes);
  return {
    parts,
    lines: kept.rowAt.length,
    bytes: parts.reduce((sum, part) => sum + part.length, 0),
    invalid: chunk.invalid[kept.kind],
    place: (offset) => {
      let candidate = 0;
      let at = offset;
      for (let i = 0; i < kept.rowAt.length; i++) {
        const place = placed ? (kept.places[i] as number) : at;
        writeOffset(csv, kept.rowAt.at(i), place);
        for (; candidate < kept.candidateAt.length && kept.candidateOf.at(candidate) === i; candidate++) {
          writeOffset(chunk.candidates.csv, kept.candidateAt.at(candidate), place);
        }
        at += kept.lineBytes.at(i);
      }
    },
    rows: kept.rows.in(csv),
    candidateRows: kept.candidates.in(chunk.candidates.csv),
    maxRowBytes: kept.maxRowBytes,
    ...(buffers && kept.kind === "engine_execution" ? { rowsReleased: () => buffers.give(csv.buffer) } : {}),
    facts: () => (kept.kind === "engine_execution" ? toFacts(chunk, kept) : []),
    eachFact: (take) => {
      if (kept.kind === "engine_execution") takeFacts(chunk, kept, take);
    },
  };
}

function toFacts(chunk: ChunkResult, kept: Kept): ExecutionFacts[] {
  const all: ExecutionFacts[] = [];
  takeFacts(chunk, kept, (facts) => all.push({ ...facts }));
  return all;
}

/** @param take is given the same object each time. */
function takeFacts({ facts }: ChunkResult, kept: Kept, take: (facts: Required<ExecutionFacts>) => void): void {
  const one = { engineId: "", success: false, latencyMs: null, quality: null, cached: false } as Required<ExecutionFacts>;
  for (let i = 0; i < kept.row.length; i++) {
    const row = kept.row.at(i);
    const engineId = facts.names[facts.engine[row] ?? noEngine];
    if (engineId === undefined) continue;
    one.engineId = engineId;
    one.success = facts.success[row] === 1;
    one.latencyMs = numberOrNull(facts.latencyMs[row]);
    one.quality = numberOrNull(facts.quality[row]);
    one.cached = facts.cached[row] === 1;
    take(one);
  }
}

const numberOrNull = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
