import type { ExecutionFilter, Signal } from "../../../../contract/index.ts";
import { JournalSearch } from "./journal-search.ts";
import type { LineMatches, SearchParts } from "./result-table.ts";

/** What of a filter only the lines of events.jsonl know: the index has neither texts nor ids of executions. */
export type LineFilter = Pick<ExecutionFilter, "text" | "traceId" | "taskId">;

export const asksLines = ({ text = "", traceId, taskId }: LineFilter): boolean =>
  text !== "" || traceId !== undefined || taskId !== undefined;

/** Searches executions in their journal: for a text anywhere in them, for a trace and for a task. */
export class ExecutionSearch {
  readonly #texts: JournalSearch;
  readonly #traces: JournalSearch;
  readonly #tasks: JournalSearch;

  constructor(parts: Omit<SearchParts, "texts">) {
    this.#texts = new JournalSearch({ ...parts, texts: "executions" });
    this.#traces = new JournalSearch({ ...parts, texts: "traces" });
    this.#tasks = new JournalSearch({ ...parts, texts: "tasks" });
  }

  /**
   * Runs a query of the executions whose lines match.
   * @param query is given what matches, by line; all of it has to hold.
   * @throws AssayError cancelled; damaged, io … when the journal cannot be read; what `query` throws.
   */
  matching<T>(filter: LineFilter, query: (matches: readonly LineMatches[]) => Promise<T>, signal?: Signal): Promise<T> {
    const asked = [
      { search: this.#tasks, wanted: filter.taskId },
      { search: this.#traces, wanted: filter.traceId },
      { search: this.#texts, wanted: filter.text },
    ];
    const next = (at: number, matches: readonly LineMatches[]): Promise<T> => {
      const one = asked[at];
      if (one === undefined) return query(matches);
      const { search, wanted = "" } = one;
      if (wanted === "") return next(at + 1, matches);
      return search.withMatches(wanted, (found) => next(at + 1, [...matches, found]), signal);
    };
    return next(0, []);
  }

  /** Drops all results: the journal was replaced. */
  async forget(): Promise<void> {
    for (const search of [this.#texts, this.#traces, this.#tasks]) await search.forget();
  }
}
