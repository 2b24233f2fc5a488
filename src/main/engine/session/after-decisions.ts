import type { ComparisonFilter, Handlers, Input, ProcedureName } from "../../../contract/index.ts";

/** What a person who decides quickly asks between two decisions, and what reads nothing of the index. */
const atOnce: ReadonlySet<ProcedureName> = new Set([
  "comparisons.get",
  "curation.apply",
  "curation.history",
  "curation.state",
  "drafts.discard",
  "drafts.get",
  "drafts.list",
  "drafts.put",
  "host.info",
  "live.log",
  "live.snapshot",
  "viewState.get",
  "viewState.set",
]);

/** Whether a filter reads what was decided from the index; of the others it is known in memory, or says nothing of decisions. */
const readsDecisions: Record<keyof ComparisonFilter, boolean> = {
  text: true,
  tag: true,
  flagged: true,
  noted: true,
  engines: false,
  hasWinner: false,
  minScore: false,
  maxScore: false,
  reviewed: false,
  disagrees: false,
  conflict: false,
  pair: false,
  minMargin: false,
  maxMargin: false,
  sourceFile: false,
};

/**
 * A page of comparisons after the first, asked for while somebody decides: what its rows show is known in memory (`ReviewsInForce`). Writing the
 * decisions before it took longer than the page.
 */
function readsOn(name: string, input: unknown): boolean {
  if (name !== "comparisons.list") return false;
  const { cursor, filter } = input as Input<"comparisons.list">;
  return cursor !== undefined && !(Object.keys(filter) as (keyof ComparisonFilter)[]).some((one) => readsDecisions[one]);
}

/**
 * A decision answers before the index has it. Whatever else is asked afterwards, by default, is answered from an index that has it.
 * @param indexed resolves when the index has all decisions.
 */
export function answerAfterDecisions(handlers: Handlers, indexed: () => Promise<void>): Handlers {
  const waiting = Object.entries(handlers).map(([name, handler]) => {
    if (atOnce.has(name as ProcedureName)) return [name, handler];
    const ask = handler as (input: unknown, context: unknown) => Promise<unknown>;
    return [
      name,
      async (input: unknown, context: unknown) => {
        if (!readsOn(name, input)) await indexed();
        return ask(input, context);
      },
    ];
  });
  return Object.fromEntries(waiting) as Handlers;
}
