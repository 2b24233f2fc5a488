import {
  type CandidateState,
  type GenerationCounts,
  isDecided,
  type LeftOut,
  outrankedPositions,
  type Tier,
} from "../../../../contract/index.ts";
import type { Database } from "../../store/duckdb.ts";
import type { LogState } from "../state/log-state.ts";
import { automaticRef } from "../transaction/sample-line.ts";
import { type Thresholds, tierOfScore } from "./automatic-sample.ts";

/** An automatic sample to be created, given another tier, or removed. */
export interface PlannedSample {
  key: string;
  position: number;
  /** Byte offset of its comparison in the journal. */
  offset: number;
  score: number;
  /** null: to be removed. */
  tier: Tier | null;
  change: "new" | "changed" | "removed";
  /** Whether it is removed because its comparison was decided. */
  isDecided: boolean;
  /** State of the candidate at planning time; the same object as long as nothing has changed. */
  before: CandidateState | undefined;
}

export interface PlanScope {
  thresholds: Thresholds;
  /** Byte offset in the journal of comparisons; earlier ones are skipped. */
  fromOffset: number;
  /** Started by the workspace's setting, which leaves alone what was undone. */
  automatic: boolean;
}

const plannedAtOnce = 500;

const nothingLeftOut = (): LeftOut => ({
  decided: 0,
  belowThreshold: 0,
  unchanged: 0,
  undone: 0,
  noWinner: 0,
  noScore: 0,
  invalid: 0,
  duplicate: 0,
  unusable: 0,
});

/** What generation would do, and how many comparisons it leaves out for which reason. Read-only. */
export class GenerationPlan {
  readonly #db: Database;
  readonly #state: LogState;
  readonly #scope: PlanScope;
  readonly #seen = new Set<string>();
  readonly leftOut = nothingLeftOut();

  constructor(db: Database, state: LogState, scope: PlanScope) {
    this.#db = db;
    this.#state = state;
    this.#scope = scope;
  }

  /** Planned samples in slices, oldest comparison first; `leftOut` is complete after the last. @throws AssayError of the index. */
  async *slices(): AsyncGenerator<PlannedSample[]> {
    const { fromOffset } = this.#scope;
    await this.#countUnfit();
    const rows = this.#db.stream<{ key: string; off: number; winner_score: number; winner_position: number }>(
      `SELECT key, off, winner_score, winner_position FROM comparisons
       WHERE valid AND off >= ? AND winner_score IS NOT NULL AND winner_position IS NOT NULL ORDER BY off`,
      [fromOffset],
    );
    const planned: PlannedSample[] = [];
    for await (const slice of rows) {
      for (const { key, off, winner_score: score, winner_position: position } of slice) {
        planned.push(...this.#plan({ key, position, offset: off, score }));
      }
      while (planned.length >= plannedAtOnce) yield planned.splice(0, plannedAtOnce);
    }
    if (planned.length > 0) yield planned;
  }

  #plan(row: { key: string; position: number; offset: number; score: number }): PlannedSample[] {
    const { key, position, score } = row;
    const state = this.#state.comparisons.get(key);
    const before = state?.candidates.get(position);
    const left = (reason: keyof LeftOut): PlannedSample[] => {
      this.leftOut[reason]++;
      return [];
    };
    if (isDecided(state)) {
      const outranked = outrankedPositions(state);
      if (outranked.length === 0) return left("decided");
      if (this.#isSeen(key)) return left("duplicate");
      return outranked.map((at) => ({
        ...row,
        position: at,
        tier: null,
        change: "removed",
        isDecided: true,
        before: state?.candidates.get(at),
      }));
    }
    const tier = tierOfScore(score, this.#scope.thresholds);
    const has = before?.tier ?? null;
    if (has === tier) return left(tier === null ? "belowThreshold" : "unchanged");
    if (this.#scope.automatic && this.#state.samples.get(automaticRef(key))?.generation?.undone) return left("undone");
    if (this.#isSeen(key)) return left("duplicate");
    return [{ ...row, tier, change: tier === null ? "removed" : has === null ? "new" : "changed", isDecided: false, before }];
  }

  #isSeen(key: string): boolean {
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    return false;
  }

  async #countUnfit(): Promise<void> {
    const row = await this.#db.get<{ invalid: number; no_winner: number; no_score: number }>(
      `SELECT count(*) FILTER (valid IS NOT TRUE) AS invalid,
         count(*) FILTER (valid AND winner_position IS NULL) AS no_winner,
         count(*) FILTER (valid AND winner_position IS NOT NULL AND winner_score IS NULL) AS no_score
       FROM comparisons WHERE off >= ?`,
      [this.#scope.fromOffset],
    );
    this.leftOut.invalid = row?.invalid ?? 0;
    this.leftOut.noWinner = row?.no_winner ?? 0;
    this.leftOut.noScore = row?.no_score ?? 0;
  }
}

/** Whether a plan still holds: nothing about the comparison was decided or undone since. */
export function isStillPlanned(state: LogState, planned: PlannedSample): boolean {
  const comparison = state.comparisons.get(planned.key);
  return comparison?.candidates.get(planned.position) === planned.before && isDecided(comparison) === planned.isDecided;
}

export function countPlanned(planned: Iterable<PlannedSample>, leftOut: LeftOut): GenerationCounts {
  const counts = { created: 0, changed: 0, removed: 0, byTier: { gold: 0, silver: 0, bronze: 0 }, leftOut };
  for (const { change, tier } of planned) {
    if (change === "new") counts.created++;
    else counts[change]++;
    if (tier !== null) counts.byTier[tier]++;
  }
  return counts;
}
