import { AssayError, type ComparedSide, type EngineComparison, type Input, type Signal } from "../../../contract/index.ts";
import { unknownEngines } from "../queries/engine-names.ts";
import { QueryCache } from "../queries/query-cache.ts";
import { compareEngines } from "./compare-engines.ts";
import { TaskTable, type TaskTableParts } from "./task-table.ts";

/** Engines against each other. Answers are kept until the records that they depend on change. */
export class Comparing {
  readonly #parts: TaskTableParts;
  readonly #tasks: TaskTable;
  readonly #cache = new QueryCache(20);
  #executions = 0;

  constructor(parts: TaskTableParts) {
    this.#parts = parts;
    this.#tasks = new TaskTable(parts);
  }

  /** Drops what depends on this data. */
  changed(_what: "executions"): void {
    this.#executions++;
  }

  /** Drops everything: the index was rebuilt. */
  async forget(): Promise<void> {
    this.changed("executions");
    await this.#tasks.forget();
  }

  /** `engines.compare` @throws AssayError not_found; cancelled; of the index and the journal. */
  compare(input: Input<"engines.compare">, signal?: Signal): Promise<EngineComparison> {
    const run = async (stop: Signal) => {
      await this.#requireEngines([input.a, input.b], stop);
      await this.#tasks.catchUp(stop);
      return compareEngines(this.#parts.db, this.#tasks.name, input, stop);
    };
    return this.#cache.get("compare", input, this.#executions, run, signal);
  }

  async #requireEngines(sides: readonly ComparedSide[], signal: Signal): Promise<void> {
    const [unknown] = await unknownEngines(this.#parts.db, [...new Set(sides.map(({ engine }) => engine))], signal);
    if (unknown !== undefined)
      throw new AssayError("not_found", `No engine is called ${JSON.stringify(unknown)}.`, {
        where: unknown,
        fix: "Choose one of the list of engines.",
      });
  }
}
