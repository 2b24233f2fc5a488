import type { Input, Output, Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import type { ReviewsInForce } from "./comparisons.ts";
import {
  type ExecutionParts,
  engineNames,
  engineSeries,
  engineTable,
  latencyDistribution,
  listComparisons,
  listExecutions,
  StatsCache,
} from "./index.ts";

/** The views' questions to the index, remembered until the data they depend on changes. */
export class CachedQueries {
  readonly #db: Database;
  readonly #parts: ExecutionParts;
  readonly #cache = new StatsCache();
  #executions = 0;
  #comparisons = 0;
  #reviews = 0;

  constructor(parts: ExecutionParts) {
    this.#parts = parts;
    this.#db = parts.db;
  }

  /** Data changed; what was remembered of it is forgotten. */
  changed(what: "executions" | "comparisons" | "reviews"): void {
    if (what === "executions") this.#executions++;
    else if (what === "comparisons") this.#comparisons++;
    else this.#reviews++;
  }

  /** The journals were read anew: nothing that was remembered of them holds. */
  async forget(): Promise<void> {
    this.#executions++;
    this.#comparisons++;
    await this.#parts.search.forget();
  }

  /** Statistics join executions with the quality of candidates. */
  get #both(): string {
    return `${this.#executions}.${this.#comparisons}`;
  }

  table(input: Input<"engines.table">, signal?: Signal): Promise<Output<"engines.table">> {
    return this.#cache.get("engines.table", input, this.#both, (stop) => engineTable(this.#db, input, stop), signal);
  }

  series(input: Input<"engines.series">, signal?: Signal): Promise<Output<"engines.series">> {
    return this.#cache.get("engines.series", input, this.#executions, (stop) => engineSeries(this.#db, input, stop), signal);
  }

  distribution(input: Input<"engines.distribution">, signal?: Signal): Promise<Output<"engines.distribution">> {
    return this.#cache.get("engines.distribution", input, this.#executions, (stop) => latencyDistribution(this.#db, input, stop), signal);
  }

  names(signal?: Signal): Promise<Output<"engines.names">> {
    return this.#cache.get("engines.names", {}, this.#both, (stop) => engineNames(this.#db, {}, stop), signal);
  }

  executions(input: Input<"executions.list">, signal?: Signal): Promise<Output<"executions.list">> {
    return listExecutions(this.#parts, input, signal, { cache: this.#cache, revision: this.#executions });
  }

  /** @param inForce what is decided, while the index lacks some of it. */
  comparisons(
    input: Input<"comparisons.list">,
    signal?: Signal,
    inForce: ReviewsInForce | null = null,
  ): Promise<Output<"comparisons.list">> {
    const revision = `${this.#comparisons}.${this.#reviews}`;
    return listComparisons(this.#db, input, signal, { cache: this.#cache, revision }, inForce);
  }
}
