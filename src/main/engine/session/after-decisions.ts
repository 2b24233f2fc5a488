import type { Handlers, ProcedureName } from "../../../contract/index.ts";

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
        await indexed();
        return ask(input, context);
      },
    ];
  });
  return Object.fromEntries(waiting) as Handlers;
}
