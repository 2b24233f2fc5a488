import type { Input, Objective, Output, Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { KeptAnswers } from "../store/kept-answers.ts";
import { comparisonFacets } from "./comparison-facets.ts";
import { keepPlaces } from "./comparison-places.ts";
import type { ReviewsInForce } from "./comparison-rows.ts";
import { type ComparisonParts, listComparisons } from "./comparisons.ts";
import type { DecisionKeys } from "./decision-keys.ts";
import { engineChange } from "./engine-change.ts";
import { engineIntervals } from "./engine-intervals.ts";
import { engineNames } from "./engine-names.ts";
import { engineObjectives } from "./engine-objectives.ts";
import { engineResources } from "./engine-resources.ts";
import { engineSeries } from "./engine-series.ts";
import { engineSpeed } from "./engine-speed.ts";
import { engineTable } from "./engine-table.ts";
import { executionFacets } from "./execution-facets.ts";
import { type ExecutionParts, listExecutions } from "./executions.ts";
import { KnownRows } from "./known-rows.ts";
import { latencyDistribution } from "./latency-distribution.ts";
import { latencyHeat } from "./latency-heat.ts";
import { keyOf, type Place, QueryCache } from "./query-cache.ts";
import { summarizeStats } from "./stats-summary.ts";

/** Each uses all processors, so one after the other gives what is looked at first the soonest: the table, then lines, then what is around them. */
const engineRoom = ["engines.table", "engines.series", "engines.distribution", "engines.heat", "engines.change", "engines.speed"];

/** What the answers to questions about engines depend on: executions alone, or also the quality of candidates. They are kept from one start to the next. */
const aboutEngines = {
  "engines.table": "both",
  "engines.intervals": "both",
  "engines.change": "executions",
  "engines.speed": "executions",
  "engines.resources": "executions",
  "engines.objectives": "both",
  "engines.series": "executions",
  "engines.distribution": "executions",
  "engines.heat": "executions",
  "engines.names": "both",
  "engines.summary": "executions",
  "executions.facets": "executions",
} as const;
type AboutEngines = keyof typeof aboutEngines;

function chooseLane(kind: string): Place {
  if (!kind.startsWith("engines.") || kind === "engines.names") return { lane: kind, priority: 0 };
  const rank = engineRoom.indexOf(kind);
  return { lane: "engines", priority: rank === -1 ? engineRoom.length : rank };
}

/** The queries of the views, cached until the data they depend on changes. */
export class CachedQueries {
  readonly #db: Database;
  readonly #parts: ExecutionParts & ComparisonParts;
  readonly #cache = new QueryCache(100, chooseLane);
  readonly #known = new KnownRows((latency) =>
    this.#ask("engines.summary", latency, (stop) => this.#db.snapshot((read) => summarizeStats(read, latency), stop)),
  );
  readonly #kept: KeptAnswers;
  #executions = 0;
  #comparisons = 0;
  #reviews = 0;

  constructor(parts: ExecutionParts & ComparisonParts) {
    this.#parts = parts;
    this.#db = parts.db;
    this.#kept = new KeptAnswers(parts.db);
    keepPlaces(this.#db);
  }

  /** Drops the cached results that depend on this data. */
  changed(what: "executions" | "comparisons" | "reviews"): void {
    if (what === "comparisons") keepPlaces(this.#db);
    if (what === "executions") this.#executions++;
    else if (what === "comparisons") this.#comparisons++;
    else this.#reviews++;
  }

  /** Drops everything: the index was rebuilt. */
  async forget(): Promise<void> {
    this.changed("executions");
    this.changed("comparisons");
    await this.#parts.search?.forget();
    await this.#parts.comparisonSearch.forget();
  }

  /** Keeps the answers about engines for the next start. */
  async keep(): Promise<void> {
    const kinds = Object.keys(aboutEngines) as AboutEngines[];
    await this.#kept.keep(new Map(kinds.flatMap((kind) => [...this.#cache.answers(kind, this.#revisionOf(kind))].reverse())));
  }

  #revisionOf(kind: AboutEngines): string {
    return aboutEngines[kind] === "both" ? `${this.#executions}.${this.#comparisons}` : String(this.#executions);
  }

  #ask<T>(kind: AboutEngines, input: unknown, run: (stop: Signal) => Promise<T>, signal?: Signal): Promise<T> {
    const mayBeKept = this.#executions === 0 && this.#comparisons === 0;
    const find = async (stop: Signal) => {
      const kept = mayBeKept ? await this.#kept.find<T>(keyOf(kind, input)) : undefined;
      if (kept !== undefined && kind === "engines.series") this.#readAhead();
      return kept ?? run(stop);
    };
    return this.#cache.get(kind, input, this.#revisionOf(kind), find, signal);
  }

  /**
   * Reads the columns that lines of another range come from, when nothing else is asked: kept answers read none, and the first range after them would wait for
   * the disk. Only a window asks for lines. Once for these executions; the cache shares one run.
   */
  #readAhead(): void {
    const columns = "sum(ts), sum(latency_ms), sum(latency_bin), sum(strlen(engine_id))";
    const read = (stop: Signal) => this.#db.all(`SELECT ${columns} FROM executions`, [], stop);
    // Whoever asks next reads what this could not.
    this.#cache.get("engines.ahead", {}, this.#executions, read).catch(() => {});
  }

  async table(input: Input<"engines.table">, signal?: Signal): Promise<Output<"engines.table">> {
    const revision = this.#executions;
    const known = this.#known.at(revision);
    const answer = await this.#ask("engines.table", input, (stop) => engineTable(this.#db, input, stop, known), signal);
    this.#known.noteTable(revision, input, answer);
    return answer;
  }

  intervals(input: Input<"engines.intervals"> & { percentiles: number[] }, signal?: Signal): Promise<Output<"engines.intervals">> {
    return this.#ask("engines.intervals", input, (stop) => engineIntervals(this.#db, input, stop), signal);
  }

  change(input: Input<"engines.change">, signal?: Signal): Promise<Output<"engines.change">> {
    return this.#ask("engines.change", input, (stop) => engineChange(this.#db, input, stop), signal);
  }

  speed(input: Input<"engines.speed">, signal?: Signal): Promise<Output<"engines.speed">> {
    return this.#ask("engines.speed", input, (stop) => engineSpeed(this.#db, input, stop), signal);
  }

  resources(input: Input<"engines.resources">, signal?: Signal): Promise<Output<"engines.resources">> {
    return this.#ask("engines.resources", input, (stop) => engineResources(this.#db, input, stop), signal);
  }

  /** @param input with the objectives of the configuration. */
  objectives(
    input: Input<"engines.objectives"> & { objectives: readonly Objective[] },
    signal?: Signal,
  ): Promise<Output<"engines.objectives">> {
    return this.#ask("engines.objectives", input, (stop) => engineObjectives(this.#db, input, stop), signal);
  }

  series(input: Input<"engines.series">, signal?: Signal): Promise<Output<"engines.series">> {
    return this.#ask("engines.series", input, (stop) => engineSeries(this.#db, input, stop), signal);
  }

  distribution(input: Input<"engines.distribution">, signal?: Signal): Promise<Output<"engines.distribution">> {
    return this.#ask("engines.distribution", input, (stop) => latencyDistribution(this.#db, input, stop), signal);
  }

  heat(input: Input<"engines.heat">, signal?: Signal): Promise<Output<"engines.heat">> {
    return this.#ask("engines.heat", input, (stop) => latencyHeat(this.#db, input, stop), signal);
  }

  names(signal?: Signal): Promise<Output<"engines.names">> {
    return this.#ask("engines.names", {}, (stop) => engineNames(this.#db, stop), signal);
  }

  executionFacets(signal?: Signal): Promise<Output<"executions.facets">> {
    return this.#ask("executions.facets", {}, (stop) => executionFacets(this.#db, stop), signal);
  }

  executions(input: Input<"executions.list">, signal?: Signal): Promise<Output<"executions.list">> {
    return listExecutions(this.#parts, input, signal, { cache: this.#cache, revision: this.#executions });
  }

  comparisonFacets(signal?: Signal): Promise<Output<"comparisons.facets">> {
    const revision = `${this.#comparisons}.${this.#reviews}`;
    return this.#cache.get("comparisons.facets", {}, revision, (stop) => comparisonFacets(this.#db, stop), signal);
  }

  /** @param inForce the decisions, while the index lacks some of them. */
  comparisons(
    input: Input<"comparisons.list">,
    signal?: Signal,
    inForce: ReviewsInForce | null = null,
    keys?: DecisionKeys,
  ): Promise<Output<"comparisons.list">> {
    const revision = `${this.#comparisons}.${this.#reviews}`;
    return listComparisons(this.#parts, input, signal, { cache: this.#cache, revision }, inForce, keys);
  }
}
