import type { EngineTable, Input } from "../../../contract/index.ts";
import { RestTimer } from "../async/rest-timer.ts";
import type { KnownOfRows } from "./engine-table.ts";
import type { StatsSummary } from "./stats-summary.ts";

type Latency = Pick<StatsSummary, "successfulOnly" | "includeCached">;

/** Below this many executions a table is quick without a summary. */
const minToSummarize = 1_000_000;
/** A summary is for the next range that is chosen: it waits until the screen has what it asked for. */
const restMs = 1_000;

/** What answers about the executions have told, and later ones need not read again until the executions change. */
export class KnownRows {
  readonly #summarize: (latency: Latency) => Promise<StatsSummary | null>;
  readonly #timer = new RestTimer(() => void this.#makeSummary(), restMs);
  #revision = -1;
  #known: KnownOfRows = {};
  #wanted: Latency | null = null;

  /** @param summarize makes a summary of the rows that are there; it may fail, and none is known then. */
  constructor(summarize: (latency: Latency) => Promise<StatsSummary | null>) {
    this.#summarize = summarize;
  }

  at(revision: number): KnownOfRows {
    if (revision !== this.#revision) {
      this.#revision = revision;
      this.#known = {};
      this.#wanted = null;
    }
    return this.#known;
  }

  /** @param answer to `input`, about the rows of `revision`. */
  noteTable(revision: number, input: Input<"engines.table">, answer: EngineTable): void {
    if (revision !== this.#revision) return;
    const { usage, latencyMs, count } = answer.overall;
    const isOfAll = input.fromS === undefined && input.toS === undefined && (input.engines ?? []).length === 0 && !input.successfulOnly;
    const isUnused = usage.inputTokens.n + usage.outputTokens.n + usage.costUsd.n + latencyMs.cachedN === 0;
    this.#known = { ...this.#known, dataRange: answer.dataRange, ...(isOfAll ? { hasNoUsage: isUnused } : {}) };
    const { summary } = this.#known;
    const latency = { successfulOnly: input.successfulOnly, includeCached: input.includeCached === true };
    const isThere = summary?.successfulOnly === latency.successfulOnly && summary.includeCached === latency.includeCached;
    if (isThere || count < minToSummarize) return;
    this.#wanted = latency;
    this.#timer.ask(restMs);
  }

  async #makeSummary(): Promise<void> {
    const [revision, latency] = [this.#revision, this.#wanted];
    if (latency === null) return;
    this.#wanted = null;
    const summary = await this.#summarize(latency).catch(() => null);
    if (summary !== null && revision === this.#revision) this.#known = { ...this.#known, summary };
  }
}
