import {
  type CandidateState,
  type GenerationCounts,
  type GenerationScope,
  isDecided,
  type LeftOut,
  outrankedPositions,
  type Tier,
} from "../../../../contract/index.ts";
import { type Matching, withMatching } from "../../queries/comparisons.ts";
import type { Where } from "../../queries/where.ts";
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

export interface PlanScope extends GenerationScope {
  thresholds: Thresholds;
  /** Byte offset in the journal of comparisons; earlier ones are skipped. */
  fromOffset: number;
  /** Started by the workspace's setting, which leaves alone what was undone, and the tiers of samples that somebody asked for. */
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
  readonly #matching: Matching;
  readonly #scope: PlanScope;
  readonly #seen = new Set<string>();
  readonly leftOut = nothingLeftOut();

  constructor(db: Database, state: LogState, matching: Matching, scope: PlanScope) {
    this.#db = db;
    this.#state = state;
    this.#matching = matching;
    this.#scope = scope;
  }

  get promote(): PlanScope["promote"] {
    return this.#scope.promote;
  }

  /**
   * Hands over planned samples in slices, oldest comparison first; `leftOut` is complete after the last.
   * @throws AssayError of the index; invalid_argument (a text where nothing can search); what `use` throws.
   */
  eachSlice(use: (slice: PlannedSample[]) => Promise<void> | void): Promise<void> {
    const { filter = {}, fromOffset } = this.#scope;
    return withMatching(this.#matching, filter, (where) => this.#read(where.and("off >= ?", fromOffset), use));
  }

  async #read(where: Where, use: (slice: PlannedSample[]) => Promise<void> | void): Promise<void> {
    await this.#countUnfit(where);
    const { sql, values } = where.and("valid").and("winner_score IS NOT NULL").and("winner_position IS NOT NULL");
    const rows = this.#db.stream<{ key: string; off: number; winner_score: number; winner_position: number }>(
      `SELECT key, off, winner_score, winner_position FROM comparisons
       ${sql} ORDER BY off`,
      values,
    );
    const planned: PlannedSample[] = [];
    for await (const slice of rows) {
      for (const { key, off, winner_score: score, winner_position: position } of slice) {
        planned.push(...this.#plan({ key, position, offset: off, score }));
      }
      while (planned.length >= plannedAtOnce) await use(planned.splice(0, plannedAtOnce));
    }
    if (planned.length > 0) await use(planned);
  }

  #plan(row: { key: string; position: number; offset: number; score: number }): PlannedSample[] {
    const { key, position, score } = row;
    const state = this.#state.comparisons.get(key);
    const before = state?.candidates.get(position);
    const left = (reason: keyof LeftOut): PlannedSample[] => {
      this.leftOut[reason]++;
      return [];
    };
    const { promote, automatic, thresholds } = this.#scope;
    if (isDecided(state)) {
      if (promote) return left("decided");
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
    const has = before?.tier ?? null;
    if (promote && score < promote.minScore) return left("belowThreshold");
    const tier = promote ? promote.tier : tierOfScore(score, thresholds);
    if (has === tier) return left(tier === null ? "belowThreshold" : "unchanged");
    const generation = automatic ? this.#state.samples.get(automaticRef(key))?.generation : null;
    if (generation?.undone) return left("undone");
    if (has !== null && generation && generation.actorKind !== "auto") return left("unchanged");
    if (this.#isSeen(key)) return left("duplicate");
    return [{ ...row, tier, change: tier === null ? "removed" : has === null ? "new" : "changed", isDecided: false, before }];
  }

  #isSeen(key: string): boolean {
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    return false;
  }

  async #countUnfit({ sql, values }: Where): Promise<void> {
    const row = await this.#db.get<{ invalid: number; no_winner: number; no_score: number }>(
      `SELECT count(*) FILTER (valid IS NOT TRUE) AS invalid,
         count(*) FILTER (valid AND winner_position IS NULL) AS no_winner,
         count(*) FILTER (valid AND winner_position IS NOT NULL AND winner_score IS NULL) AS no_score
       FROM comparisons ${sql}`,
      values,
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
