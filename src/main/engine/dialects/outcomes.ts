import type { MappingContext, Outcome } from "./dialect.ts";
import { type ComparisonDraft, toComparison } from "./drafts.ts";
import { emitExecution, type KnownExecution, type Origin } from "./executions.ts";

/** The execution, or the questions that are open, as a value: for rows that give several outcomes. */
export function toExecutionOutcome(context: MappingContext, { proofs, ...origin }: Origin, execution: KnownExecution): Outcome {
  let outcome: Outcome | undefined;
  const wanted = context.explain && proofs !== undefined && proofs.length > 0 ? { proofs } : {};
  emitExecution(
    context,
    (emitted) => {
      outcome = emitted;
    },
    { ...origin, ...wanted },
    execution,
  );
  return outcome as unknown as Outcome;
}

export function toComparisonOutcome(context: MappingContext, { rows, id, proofs }: Origin, draft: ComparisonDraft): Outcome {
  return {
    type: "record",
    kind: "comparison_result",
    rows,
    record: toComparison(draft),
    ...(id === undefined ? {} : { id }),
    ...(context.explain && proofs !== undefined && proofs.length > 0 ? { proofs } : {}),
  };
}

/** The position of the highest score, where one alone has it: equal scores at the top, and unknown ones, name no winner. */
export function findBest(scores: readonly (number | undefined)[]): number | undefined {
  const known = scores.filter((score) => score !== undefined);
  if (known.length < 2) return undefined;
  const best = Math.max(...known);
  return known.filter((score) => score === best).length === 1 ? scores.indexOf(best) : undefined;
}

export const askedTimeUse = {
  from: "(nothing)",
  to: "timestamp",
  unit: "seconds",
  note: "The file has no times: one for the whole file is asked for.",
};

export const askedEngineUse = { from: "(nothing)", to: "engine_id", note: "The file does not name the engine: it is asked for." };
