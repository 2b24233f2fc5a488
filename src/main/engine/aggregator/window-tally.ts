import { YieldBudget } from "../async/yield-budget.ts";
import type { ExecutionFacts } from "../records/facts.ts";
import { Tally } from "./tally.ts";
import type { EngineStatsRecord, WindowRecord } from "./window-record.ts";

/** Engines with statistics of their own in a window. Ids are untrusted input, and a window's line must stay bounded. */
const maxEngines = 500;
/** A digest of this many values is full: it costs no more with more of them. */
const manyExecutions = 1000;
/** What one of them counts as: a full digest uses up a `YieldBudget`. */
const executionBytes = 256;

export interface OffsetRange {
  fromOffset: number;
  toOffset: number;
}

/** One window while executions arrive in it. */
export class WindowTally {
  readonly #engines = new Map<string, Tally>();
  /** Executions of engines beyond `maxEngines`. */
  #others = new Tally();
  #range: OffsetRange | null = null;
  #openedAtMs: number;
  #recovered: boolean;
  executions = 0;

  constructor(openedAtMs: number, recovered = false) {
    this.#openedAtMs = openedAtMs;
    this.#recovered = recovered;
  }

  get openedAtMs(): number {
    return this.#openedAtMs;
  }

  add(batch: readonly ExecutionFacts[]): void {
    for (const facts of batch) this.addOne(facts);
  }

  /** @param facts not kept. */
  addOne(facts: Readonly<ExecutionFacts>): void {
    this.#getTally(facts.engineId).add(facts);
    this.executions += 1;
  }

  covers({ fromOffset, toOffset }: OffsetRange): void {
    this.#range = {
      fromOffset: Math.min(fromOffset, this.#range?.fromOffset ?? fromOffset),
      toOffset: Math.max(toOffset, this.#range?.toOffset ?? toOffset),
    };
  }

  /** Merges an earlier window that could not be written. */
  absorb(earlier: WindowTally): void {
    for (const [engineId, tally] of earlier.#engines) this.#getTally(engineId).merge(tally);
    this.#others.merge(earlier.#others);
    if (earlier.#range !== null) this.covers(earlier.#range);
    this.#openedAtMs = Math.min(this.#openedAtMs, earlier.#openedAtMs);
    this.#recovered ||= earlier.#recovered;
    this.executions += earlier.executions;
  }

  /** Yields between engines: a millisecond or two each, and there may be hundreds. Nothing may be added meanwhile. */
  async toRecord(times: { startMs: number; endMs: number; windowMinutes: number }, percentiles: readonly number[]): Promise<WindowRecord> {
    const budget = new YieldBudget();
    const overall = new Tally();
    const spend = ({ count }: Tally) => budget.spend(Math.min(count, manyExecutions) * executionBytes);
    for (const tally of this.#engines.values()) {
      overall.merge(tally);
      await spend(tally);
    }
    const engines: EngineStatsRecord[] = [];
    for (const [engineId, tally] of [...this.#engines].sort(byExecutions)) {
      engines.push({ engine_id: engineId, ...tally.toRecord(percentiles) });
      await spend(tally);
    }
    overall.merge(this.#others);
    return {
      schema_version: 1,
      window_start_ms: times.startMs,
      window_end_ms: times.endMs,
      window_minutes: times.windowMinutes,
      from_offset: this.#range?.fromOffset ?? 0,
      to_offset: this.#range?.toOffset ?? 0,
      ...(this.#recovered ? { recovered: true as const } : {}),
      method: "t-digest",
      engines,
      ...(this.#others.count > 0 ? { executions_of_other_engines: this.#others.count } : {}),
      overall: overall.toRecord(percentiles),
    };
  }

  #getTally(engineId: string): Tally {
    const known = this.#engines.get(engineId);
    if (known !== undefined) return known;
    if (this.#engines.size >= maxEngines) return this.#others;
    const tally = new Tally();
    this.#engines.set(engineId, tally);
    return tally;
  }
}

/** Most executions first, then by id. */
export const byExecutions = ([a, x]: [string, Tally], [b, y]: [string, Tally]) => y.count - x.count || (a < b ? -1 : 1);
