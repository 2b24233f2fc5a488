import { headOfText } from "../../../contract/head-of-text.ts";
import type { Signal } from "../../../contract/index.ts";
import { YieldBudget } from "../async/yield-budget.ts";
import { toObject } from "../base/json-value.ts";
import { readRanges } from "../files/read-range.ts";
import { shortLineBytes } from "../records/indexed-texts.ts";
import type { Database } from "../store/duckdb.ts";
import { noting } from "./comparison-places.ts";
import { type ComparisonHead, maxNamedEngines, readComparisonHeads } from "./comparison-rows.ts";

/** Where the line of a comparison is. */
export interface LinePlace {
  off: number;
  len: number;
  key: string;
}

const toText = (value: unknown) => (typeof value === "string" ? value.toWellFormed() : null);

/**
 * `readComparisonHeads` for places far apart: read from short lines themselves. In the index each is in another block of two tables, which takes a
 * hundred times as long. Long lines are left to the index, as are all where the journal cannot be read.
 * @param journal comparisons.jsonl; null when the channel is switched off.
 */
export async function readHeadsApart(
  db: Database,
  journal: string | null,
  places: readonly LinePlace[],
  signal?: Signal,
): Promise<ComparisonHead[]> {
  const note = noting(db);
  const short = journal === null ? [] : places.filter(({ len }) => len <= shortLineBytes);
  const ranges = short.map(({ off, len }) => ({ offset: off, length: len }));
  const lines = journal === null || short.length === 0 ? [] : await readRanges(journal, ranges).catch(() => []);
  const heads: ComparisonHead[] = [];
  const budget = new YieldBudget();
  for (const [i, line] of lines.entries()) {
    const place = short[i];
    const head = place && toHead(place.off, place.key, line);
    if (head) heads.push(head);
    await budget.spend(line.length);
  }
  const lengths = new Map(short.map(({ off, len }) => [off, len]));
  note(heads.map(({ off, key, comparisonId }) => ({ off, key, comparison_id: comparisonId, len: lengths.get(off) ?? 0 })));
  const read = new Set(heads.map(({ off }) => off));
  const left = places.flatMap(({ off }) => (read.has(off) ? [] : [off]));
  return left.length === 0 ? heads : [...heads, ...(await readComparisonHeads(db, left, signal))];
}

/** As the index has it: what is of another type than its column is NULL there. Null for a line that somebody broke since it was indexed. */
function toHead(off: number, key: string, line: Buffer): ComparisonHead | null {
  let record: Record<string, unknown>;
  try {
    record = toObject(JSON.parse(line.toString("utf8")));
  } catch {
    return null;
  }
  const candidates = Array.isArray(record.candidates) ? record.candidates.map(toObject) : [];
  const { engine_id, score } = toObject(record.winner);
  const winner = toText(engine_id);
  return {
    off,
    key,
    comparisonId: toText(record.comparison_id) ?? "",
    queryHead: headOfText(toText(record.query) ?? ""),
    candidates: candidates.length,
    engines: candidates.slice(0, maxNamedEngines).map((candidate) => toText(candidate.engine_id) ?? ""),
    winner: winner === null || typeof score !== "number" || !Number.isFinite(score) ? null : { engineId: winner, score },
  };
}
