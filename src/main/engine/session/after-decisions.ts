import type { Handlers, Input, ProcedureName } from "../../../contract/index.ts";

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

/** Filters that read what was decided from the index. */
const readsDecisions = ["flagged", "noted", "tag", "text"] as const;

/**
 * A page of comparisons after the first, asked for while somebody decides: what its rows show is known in memory (`ReviewsInForce`). Writing the
 * decisions before it took longer than the page.
 */
function readsOn(name: string, input: unknown): boolean {
  if (name !== "comparisons.list") return false;
  const { cursor, filter } = input as Input<"comparisons.list">;
  return cursor !== undefined && readsDecisions.every((one) => filter[one] === undefined);
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
