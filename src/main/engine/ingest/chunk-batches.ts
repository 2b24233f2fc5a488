import { type ChannelName, channelOfKind, type RecordKind } from "../../../contract/index.ts";
import type { Batch } from "../collector/batch.ts";
import type { ExecutionFacts } from "./facts.ts";
import { type ChunkResult, kindCodes, noEngine, type StagedTable } from "./inspect-chunk.ts";
import { patchOffset } from "./staged-row.ts";

/** Which lines of a chunk stay: told line by line, in order, for those that were not refused. */
export type Keep = (channel: ChannelName, h0: number, h1: number, h2: number) => boolean;

export interface ChannelBatch {
  channel: ChannelName;
  kind: RecordKind;
  batch: Batch;
}

/** Adjoining ranges of a buffer, merged. */
class Ranges {
  #ranges: [number, number][] = [];

  add(start: number, end: number): void {
    const last = this.#ranges.at(-1);
    if (last && last[1] === start) last[1] = end;
    else this.#ranges.push([start, end]);
  }

  of(bytes: Uint8Array): Uint8Array[] {
    return this.#ranges.map(([start, end]) => bytes.subarray(start, end));
  }
}

interface Growing {
  kind: RecordKind;
  lines: Ranges;
  rows: Ranges;
  candidates: Ranges;
  /** Where each kept row's offset digits are, and the length of its line with the newline. */
  rowAt: number[];
  lineBytes: number[];
  candidateAt: number[][];
  facts: number[];
  longestRowBytes: number;
}

const span = (table: StagedTable, row: number): [number, number] => [table.starts[row] ?? 0, table.starts[row + 1] ?? 0];

/**
 * Turns an inspected chunk into one batch a channel, leaving out what `keep` refuses (duplicates). Costs a few
 * additions a line; no line is parsed or copied here.
 * @param placeOf for lines that are in a journal already: the offset of line i; otherwise lines lie one behind the other.
 */
export function batchesOf(
  chunk: ChunkResult,
  keep: Keep,
  placeOf?: (line: number) => number,
): { batches: ChannelBatch[]; duplicates: number } {
  const growing = new Map<ChannelName, Growing>();
  const places = new Map<ChannelName, number[]>();
  const nextRow = [0, 0, 0];
  let nextCandidate = 0;
  let nextComparison = 0;
  let duplicates = 0;
  for (let i = 0; i < chunk.codes.length; i++) {
    const code = chunk.codes[i] ?? 0;
    const kind = kindCodes[code];
    if (kind === undefined) continue;
    const row = nextRow[code] ?? 0;
    nextRow[code] = row + 1;
    const candidateRows = kind === "comparison_result" ? (chunk.candidateCounts[nextComparison++] ?? 0) : 0;
    const firstCandidate = nextCandidate;
    nextCandidate += candidateRows;
    const channel = channelOfKind[kind];
    if (!keep(channel, chunk.hashes[i * 3] ?? 0, chunk.hashes[i * 3 + 1] ?? 0, chunk.hashes[i * 3 + 2] ?? 0)) {
      duplicates++;
      continue;
    }
    let group = growing.get(channel);
    if (!group) {
      group = {
        kind,
        lines: new Ranges(),
        rows: new Ranges(),
        candidates: new Ranges(),
        rowAt: [],
        lineBytes: [],
        candidateAt: [],
        facts: [],
        longestRowBytes: 0,
      };
      growing.set(channel, group);
      places.set(channel, []);
    }
    const start = chunk.starts[i] ?? 0;
    const end = (chunk.ends[i] ?? 0) + 1;
    group.lines.add(start, end);
    group.lineBytes.push(end - start);
    if (placeOf) places.get(channel)?.push(placeOf(i));
    const [rowStart, rowEnd] = span(chunk.tables[kind], row);
    group.rows.add(rowStart, rowEnd);
    group.rowAt.push(rowStart);
    group.longestRowBytes = Math.max(group.longestRowBytes, rowEnd - rowStart);
    if (kind === "engine_execution") group.facts.push(row);
    if (kind === "comparison_result") {
      const at: number[] = [];
      for (let j = firstCandidate; j < nextCandidate; j++) {
        const [from, to] = span(chunk.candidates, j);
        group.candidates.add(from, to);
        at.push(from);
        group.longestRowBytes = Math.max(group.longestRowBytes, to - from);
      }
      group.candidateAt.push(at);
    }
  }
  const batches = [...growing].map(([channel, group]) => ({
    channel,
    kind: group.kind,
    batch: batchOf(chunk, group, places.get(channel)),
  }));
  return { batches, duplicates };
}

function batchOf(chunk: ChunkResult, group: Growing, places: readonly number[] | undefined): Batch {
  const { csv } = chunk.tables[group.kind];
  const parts = group.lines.of(chunk.bytes);
  return {
    parts,
    lines: group.lineBytes.length,
    bytes: parts.reduce((sum, part) => sum + part.length, 0),
    invalid: chunk.invalid[group.kind],
    place: (offset) => {
      let at = offset;
      for (let i = 0; i < group.rowAt.length; i++) {
        const place = places?.[i] ?? at;
        patchOffset(csv, group.rowAt[i] ?? 0, place);
        for (const candidate of group.candidateAt[i] ?? []) patchOffset(chunk.candidates.csv, candidate, place);
        at += group.lineBytes[i] ?? 0;
      }
    },
    rows: group.rows.of(csv),
    candidateRows: group.candidates.of(chunk.candidates.csv),
    longestRowBytes: group.longestRowBytes,
    facts: () => group.facts.flatMap((row) => factsAt(chunk, row) ?? []),
  };
}

function factsAt({ facts }: ChunkResult, row: number): ExecutionFacts | null {
  const engine = facts.engine[row] ?? noEngine;
  const engineId = facts.names[engine];
  if (engineId === undefined) return null;
  const latencyMs = facts.latencyMs[row] ?? Number.NaN;
  const quality = facts.quality[row] ?? Number.NaN;
  return {
    engineId,
    success: facts.success[row] === 1,
    latencyMs: Number.isNaN(latencyMs) ? null : latencyMs,
    quality: Number.isNaN(quality) ? null : quality,
  };
}
