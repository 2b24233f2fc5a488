import { indexedTextBytes } from "../../../contract/index.ts";
import type { Database } from "../index/duckdb.ts";
import { sourceOf } from "./comparison-source.ts";
import { type FindComparisons, readFound } from "./comparisons-ahead.ts";
import type { Draft } from "./draft.ts";
import type { Fold } from "./fold.ts";
import { automaticLine, type CandidateSource, sampleLineOf } from "./sample-line.ts";
import { recordOfLine } from "./sample-record.ts";
import type { Tier } from "./words.ts";

export interface Thresholds {
  gold: number;
  silver: number;
  bronze: number;
}

/** The tier a winner's score earns; null below all thresholds. */
export function tierOfScore(score: number, { gold, silver, bronze }: Thresholds): Tier | null {
  if (score >= gold) return "gold";
  if (score >= silver) return "silver";
  return score >= bronze ? "bronze" : null;
}

export const automaticRef = (comparison: string) => `auto-${comparison}`;

/** A comparison whose winner's tier is not what the thresholds say. */
export interface Due {
  key: string;
  position: number;
  offset: number;
  tier: Tier | null;
}

/** How many comparisons one event of automatic generation takes at most. */
const dueAtOnce = 500;

/**
 * Comparisons that automatic generation has something to do about, in slices, oldest first. What a person decided about a
 * winner is never due.
 * @param fromOffset in the journal of comparisons; earlier ones are not looked at.
 */
export async function* dueComparisons(db: Database, fold: Fold, thresholds: Thresholds, fromOffset: number): AsyncGenerator<Due[]> {
  const due: Due[] = [];
  const rows = db.stream<{ key: string; off: number; winner_score: number; winner_position: number }>(
    `SELECT key, off, winner_score, winner_position FROM comparisons
     WHERE valid AND off >= ? AND winner_score IS NOT NULL AND winner_position IS NOT NULL ORDER BY off`,
    [fromOffset],
  );
  for await (const slice of rows) {
    for (const { key, off, winner_score: score, winner_position: position } of slice) {
      const tier = tierOfScore(score, thresholds);
      if (isDue(fold, key, position, tier)) due.push({ key, position, offset: off, tier });
    }
    while (due.length >= dueAtOnce) yield due.splice(0, dueAtOnce);
  }
  if (due.length > 0) yield due;
}

function isDue(fold: Fold, key: string, position: number, tier: Tier | null): boolean {
  const { by, tier: has } = fold.candidate(key, position);
  return by !== "person" && has !== tier;
}

/** Of a text this long the index may have only the beginning. */
const perhapsCutBytes = indexedTextBytes - 4;

/** Text of the winners, by comparison. */
async function sourcesOf(db: Database, find: FindComparisons, due: readonly Due[]): Promise<Map<string, CandidateSource>> {
  const rows = await db.all<{
    key: string;
    comparison_id: string;
    query: string;
    winner_score: number;
    position: number;
    engine_id: string;
    quality: number | null;
    output: string;
    is_cut: boolean | null;
  }>(
    `SELECT c.key, c.comparison_id, c.query, c.winner_score, k.position, k.engine_id, k.quality, k.output,
       strlen(c.query) >= ${perhapsCutBytes} OR strlen(k.output) >= ${perhapsCutBytes} AS is_cut
     FROM comparisons c JOIN candidates k ON k.off = c.off AND k.position = c.winner_position
     WHERE c.off IN (${due.map(() => "?").join(", ")})`,
    due.map(({ offset }) => offset),
  );
  const whole = await find(rows.flatMap(({ key, is_cut }) => (is_cut ? [key] : [])));
  const sources = new Map<string, CandidateSource>();
  for (const row of rows) {
    const indexed = {
      comparison: row.key,
      comparisonId: row.comparison_id ?? "",
      query: row.query ?? "",
      position: row.position,
      engineId: row.engine_id ?? "",
      output: row.output ?? "",
      quality: row.quality,
      winnerScore: row.winner_score,
    };
    sources.set(row.key, row.is_cut ? sourceOf(await readFound(whole, row.key), row.position) : indexed);
  }
  return sources;
}

/**
 * Brings the samples of some due comparisons to what the thresholds say, in a draft.
 * @returns how many samples are new, and how many changed their tier or left.
 */
export async function generateInto(
  draft: Draft,
  db: Database,
  find: FindComparisons,
  fold: Fold,
  due: readonly Due[],
  nowS: number,
): Promise<{ created: number; updated: number }> {
  const sources = await sourcesOf(
    db,
    find,
    due.filter(({ tier }) => tier !== null),
  );
  let created = 0;
  let updated = 0;
  for (const { key, position, tier } of due) {
    const state = draft.candidate(key, position);
    // A person may have decided, or the same comparison come twice, since it was found due.
    if (state.by === "person" || state.tier === tier) continue;
    const ref = automaticRef(key);
    const source = sources.get(key);
    const slot = fold.slots.get(ref);
    if (tier === null) {
      const sample = await draft.sample(ref);
      const name = nameIn(sample?.after?.line ?? "", key, position);
      await draft.removeSample(ref, "taken out: the winner's score is below the bronze threshold");
      draft.setCandidate(name, { tier: null, rejected: false, by: null, sample: null });
      updated++;
      continue;
    }
    if (!source) continue;
    const old = (await draft.sample(ref))?.after;
    const made = { sampleId: ref, createdAtS: slot?.createdAt ?? nowS, tier, validated: false };
    const line = old ? automaticLine(old.line, tier) : sampleLineOf(source, made);
    await draft.setSample(
      { ref, origin: "auto", comparison: key, position, createdAt: made.createdAtS },
      line,
      old ? `changed to ${tier}: the thresholds are others now` : `generated as ${tier} from the winner's score ${source.winnerScore}`,
    );
    const { comparisonId, engineId } = source;
    draft.setCandidate({ comparison: key, comparisonId, position, engineId }, { tier, rejected: false, by: "auto", sample: ref });
    if (old) updated++;
    else created++;
  }
  return { created, updated };
}

/** What an automatic sample's line says of the candidate it was made of. */
function nameIn(line: string, comparison: string, position: number) {
  const record = recordOfLine(line);
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return { comparison, position, comparisonId: text(record.source_trace_id), engineId: text(record.engine_id) };
}
