import { noMarks, noOutcome, type Signal, type WinSource } from "../../../contract/index.ts";
import { inBatches } from "../async/in-batches.ts";
import type { LogState } from "../curation/state/log-state.ts";
import { computeWorth, toVerdict, type Verdict } from "../curation/state/verdict.ts";
import { readVerdict } from "../judging/decided.ts";
import { hashOfKey } from "../records/line-hash.ts";
import type { Database } from "../store/duckdb.ts";
import { type CountedOutcomes, OutcomeTally, toOutcome } from "./outcome.ts";

const batch = 2_000;

/** What people, or agents and scores, say about a comparison. @param count of candidates. */
export function decidedVerdict(state: LogState, source: Exclude<WinSource, "recorded">, key: string, count: number): Verdict {
  if (source === "people") return readVerdict(state, "person", key, count);
  const byAgent = readVerdict(state, "agent", key, count);
  if (byAgent !== "none") return byAgent;
  const all = state.comparisons.get(key)?.candidates ?? new Map();
  const candidates = new Map([...all].filter(([, { by }]) => by === "auto"));
  return candidates.size === 0 ? "none" : toVerdict(computeWorth({ ...noOutcome, marks: { rank: noMarks.rank }, candidates }, count));
}

export interface DecidedEngines {
  off: number;
  key: string;
  engines: (string | null)[];
}

/** Comparisons that somebody decided about, some at a time, with their engines by position; those that the index does not know are left out. */
export const readDecidedEngines = (db: Database, keys: Iterable<string>, signal?: Signal): AsyncGenerator<DecidedEngines[]> =>
  inBatches(keys, batch, (some) => readSome(db, some, signal));

async function readSome(db: Database, keys: readonly string[], signal?: Signal): Promise<DecidedEngines[]> {
  const wanted = new Set(keys);
  const rows = await db.all<DecidedEngines>(
    `SELECT c.off, c.key, list(k.engine_id ORDER BY k.position) AS engines FROM comparisons c JOIN candidates k ON k.off = c.off
     WHERE c.h0 IN (SELECT unnest(string_split(?, ','))::UINTEGER) GROUP BY c.off, c.key ORDER BY c.off DESC`,
    [keys.flatMap((key) => hashOfKey(key)?.h0 ?? []).join(",")],
    signal,
  );
  // The first of a line stored more than once.
  return [...new Map(rows.filter(({ key }) => wanted.has(key)).map((row) => [row.key, row])).values()];
}

/** @throws AssayError cancelled; of the index. */
export async function countDecided(
  db: Database,
  state: LogState,
  source: Exclude<WinSource, "recorded">,
  signal?: Signal,
): Promise<CountedOutcomes> {
  const tally = new OutcomeTally();
  for await (const some of readDecidedEngines(db, state.comparisons.keys(), signal)) {
    for (const { key, engines } of some) {
      const outcome = toOutcome(decidedVerdict(state, source, key, engines.length), engines);
      if (outcome !== null) tally.add(outcome);
    }
  }
  return { outcomes: tally.list(), ambiguous: 0, leftOut: 0 };
}
