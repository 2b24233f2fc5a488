import {
  AssayError,
  type EngineComparison,
  type Failures,
  type Input,
  type Signal,
  type WhySlow,
  type WinRates,
} from "../../../contract/index.ts";
import type { LogState } from "../curation/state/log-state.ts";
import { unknownEngines } from "../queries/engine-names.ts";
import { QueryCache } from "../queries/query-cache.ts";
import { compareEngines } from "./compare-engines.ts";
import { failures } from "./failures.ts";
import { TaskTable, type TaskTableParts } from "./task-table.ts";
import { whySlow } from "./why-slow.ts";
import { measureWins } from "./win-rates.ts";

export interface ComparingParts extends TaskTableParts {
  /** What is decided; the state itself. */
  decisions: { readonly state: LogState };
}

/** Engines against each other. Answers are kept until the records that they depend on change. */
export class Comparing {
  readonly #parts: ComparingParts;
  readonly #tasks: TaskTable;
  readonly #cache = new QueryCache(20);
  #executions = 0;
  #comparisons = 0;

  constructor(parts: ComparingParts) {
    this.#parts = parts;
    this.#tasks = new TaskTable(parts);
  }

  /** Drops what depends on this data. */
  changed(what: "executions" | "comparisons" | "reviews"): void {
    if (what === "executions") this.#executions++;
    else this.#comparisons++;
  }

  /** Drops everything: the index was rebuilt. */
  async forget(): Promise<void> {
    this.changed("executions");
    this.changed("comparisons");
    await this.#tasks.forget();
  }

  /** `engines.compare` @throws AssayError not_found; cancelled; of the index and the journal. */
  compare(input: Input<"engines.compare">, signal?: Signal): Promise<EngineComparison> {
    const run = async (stop: Signal) => {
      await this.#requireEngines([input.a.engine, input.b.engine], stop);
      await this.#tasks.catchUp(stop);
      return compareEngines(this.#parts.db, this.#tasks.name, input, stop);
    };
    return this.#cache.get("compare", input, this.#executions, run, signal);
  }

  /** `engines.winRates` @throws AssayError cancelled; of the index. */
  winRates(input: Input<"engines.winRates">, signal?: Signal): Promise<WinRates> {
    const { db, decisions } = this.#parts;
    return this.#cache.get("wins", input, this.#comparisons, (stop) => measureWins(db, decisions.state, input, stop), signal);
  }

  /** `engines.why` @throws AssayError not_found; cancelled; of the index. */
  why(input: Input<"engines.why">, signal?: Signal): Promise<WhySlow> {
    const run = async (stop: Signal) => {
      if (input.engine !== undefined) await this.#requireEngines([input.engine], stop);
      return whySlow(this.#parts.db, input, stop);
    };
    return this.#cache.get("why", input, this.#executions, run, signal);
  }

  /** `engines.failures` @throws AssayError not_found; cancelled; of the index. */
  failures(input: Input<"engines.failures">, signal?: Signal): Promise<Failures> {
    const run = async (stop: Signal) => {
      if (input.engine !== undefined) await this.#requireEngines([input.engine], stop);
      return failures(this.#parts.db, input, stop);
    };
    return this.#cache.get("failures", input, this.#executions, run, signal);
  }

  async #requireEngines(engines: readonly string[], signal: Signal): Promise<void> {
    const [unknown] = await unknownEngines(this.#parts.db, [...new Set(engines)], signal);
    if (unknown !== undefined)
      throw new AssayError("not_found", `No engine is called ${JSON.stringify(unknown)}.`, {
        where: unknown,
        fix: "Choose one of the list of engines.",
      });
  }
}
