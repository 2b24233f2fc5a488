import { headCharacters } from "../../../../contract/head-of-text.ts";
import { AssayError, type GenerationExample, indexedTextBytes, type LeftOut } from "../../../../contract/index.ts";
import type { Database } from "../../store/duckdb.ts";
import { placeholders } from "../../store/sql.ts";
import type { Change } from "../log/event.ts";
import type { SampleRegistry } from "../state/sample-registry.ts";
import { getCandidateSource } from "../transaction/comparison-source.ts";
import { type FindComparisons, readFound } from "../transaction/comparisons-ahead.ts";
import { automaticLine, automaticRef, type CandidateSource, createSampleLine } from "../transaction/sample-line.ts";
import type { Transaction } from "../transaction/transaction.ts";
import type { PlannedSample } from "./generation-plan.ts";

/** From this length on, the index may hold only the beginning of a text. */
const perhapsCutBytes = indexedTextBytes - 4;

interface SourceRow {
  key: string;
  comparison_id: string | null;
  query: string | null;
  winner_score: number;
  position: number;
  engine_id: string | null;
  quality: number | null;
  output: string | null;
  is_cut: boolean | null;
}

/** Errors that leave one comparison out; any other error ends the generation. */
const unusableCodes = ["over_limit", "refused", "damaged", "not_found"];

export interface GenerateParts {
  db: Database;
  find: FindComparisons;
  registry: SampleRegistry;
  nowS: number;
  /** Receives the count of unusable comparisons. */
  leftOut: LeftOut;
}

/**
 * Applies planned samples to a transaction.
 * @returns the changes of each; planned samples without changes are left out.
 * @throws AssayError of the index, io …
 */
export async function generateInto(
  transaction: Transaction,
  parts: GenerateParts,
  planned: readonly PlannedSample[],
): Promise<{ planned: PlannedSample; changes: Change[] }[]> {
  const made = planned.filter(({ tier }) => tier !== null);
  const rows = await sourceRows(parts.db, made);
  const whole = await parts.find([...rows.values()].flatMap(({ key, is_cut }) => (is_cut ? [key] : [])));
  for (const one of planned) {
    const row = rows.get(one.key);
    try {
      if (one.tier === null) await remove(transaction, one);
      else if (row)
        await make(transaction, parts, one, row.is_cut ? getCandidateSource(await readFound(whole, one.key), one.position) : toSource(row));
    } catch (thrown) {
      if (!(thrown instanceof AssayError) || !unusableCodes.includes(thrown.code)) throw thrown;
      parts.leftOut.unusable++;
    }
  }
  const changes = new Map<string, Change[]>();
  for (const change of await transaction.changes()) {
    const name = `${change.comparison} ${change.of === "review" || change.of === "repeat" ? "" : change.position}`;
    changes.set(name, [...(changes.get(name) ?? []), change]);
  }
  return planned.flatMap((one) => {
    const its = changes.get(`${one.key} ${one.position}`);
    return its ? [{ planned: one, changes: its }] : [];
  });
}

async function remove(transaction: Transaction, { key, position, isDecided }: PlannedSample): Promise<void> {
  const why = isDecided ? "its comparison was decided" : "the winner's score is below the bronze threshold";
  await transaction.removeAutomatic(key, position, `removed: ${why}`);
}

async function make(
  transaction: Transaction,
  { registry, nowS }: GenerateParts,
  planned: PlannedSample,
  source: CandidateSource,
): Promise<void> {
  const { key, position, tier } = planned;
  if (tier === null) return;
  const ref = automaticRef(key);
  const old = (await transaction.sample(ref))?.after;
  const made = { sampleId: ref, createdAtS: registry.get(ref)?.createdAt ?? nowS, tier, validated: false };
  const line = old ? automaticLine(old.line, tier) : createSampleLine(source, made);
  await transaction.setSample(
    { ref, origin: "auto", comparison: key, position, createdAt: made.createdAtS },
    line,
    old ? `changed to ${tier}: the thresholds are others now` : `generated as ${tier} from the winner's score ${source.winnerScore}`,
  );
  const { comparisonId, engineId } = source;
  transaction.setCandidate({ comparison: key, comparisonId, position, engineId }, { tier, rejected: false, by: "auto", sample: ref });
}

/** The winners' texts as far as they are indexed, by comparison. */
async function sourceRows(db: Database, planned: readonly PlannedSample[]): Promise<Map<string, SourceRow>> {
  if (planned.length === 0) return new Map();
  const rows = await db.all<SourceRow>(
    `SELECT c.key, c.comparison_id, c.query, c.winner_score, k.position, k.engine_id, k.quality, k.output,
       strlen(c.query) >= ${perhapsCutBytes} OR strlen(k.output) >= ${perhapsCutBytes} OR c.has_messages AS is_cut
     FROM comparisons c JOIN candidates k ON k.off = c.off AND k.position = c.winner_position
     WHERE c.off IN (${placeholders(planned.length)})`,
    planned.map(({ offset }) => offset),
  );
  return new Map(rows.map((row) => [row.key, row]));
}

function toSource(row: SourceRow): CandidateSource {
  return {
    comparison: row.key,
    comparisonId: row.comparison_id ?? "",
    query: row.query ?? "",
    position: row.position,
    engineId: row.engine_id ?? "",
    output: row.output ?? "",
    quality: row.quality,
    winnerScore: row.winner_score,
  };
}

/** Per kind of change and tier. */
const examplesOfEach = 2;

/** Adds a few planned samples of each kind to `picked`. */
export function pickExamples(planned: readonly PlannedSample[], picked: PlannedSample[]): void {
  for (const one of planned) {
    const same = picked.filter(({ change, tier }) => change === one.change && tier === one.tier);
    if (same.length < examplesOfEach) picked.push(one);
  }
}

/** Planned samples with what the preview shows of them. @throws AssayError of the index. */
export async function describeExamples(db: Database, picked: readonly PlannedSample[]): Promise<GenerationExample[]> {
  const rows = await sourceRows(db, picked);
  return picked.flatMap(({ key, change, score, tier }) => {
    const row = rows.get(key);
    if (!row) return [];
    const queryHead = [...(row.query ?? "")].slice(0, headCharacters).join("");
    return [{ change, comparison: key, comparisonId: row.comparison_id ?? "", queryHead, engineId: row.engine_id ?? "", score, tier }];
  });
}
