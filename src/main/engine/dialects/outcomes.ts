import type { Askable, MappingContext, Outcome, Proof } from "./dialect.ts";
import { type ComparisonDraft, type ExecutionDraft, toComparison, toExecution } from "./drafts.ts";
import { asSeconds } from "./times.ts";

/** An execution whose engine and time the file may leave open. */
export interface OpenExecution extends Omit<ExecutionDraft, "engine_id" | "timestamp"> {
  engine_id: string | undefined;
  /** Unix seconds. */
  timestamp: number | undefined;
}

interface Origin {
  rows: readonly number[];
  /** What names the record in its tool. */
  id?: string | undefined;
  proofs?: readonly Proof[] | undefined;
}

/** The execution, or the questions that are open: only a person knows what the file does not say. */
export function toExecutionOutcome(context: MappingContext, { rows, id, proofs }: Origin, draft: OpenExecution): Outcome {
  const engine_id = draft.engine_id ?? context.answers.engine_id;
  const timestamp = asSeconds(draft.timestamp) ?? context.answers.timestamp;
  if (engine_id === undefined || timestamp === undefined) {
    const asks: Askable[] = [];
    if (engine_id === undefined) asks.push("engine_id");
    if (timestamp === undefined) asks.push("timestamp");
    return { type: "ask", rows, asks };
  }
  return {
    type: "record",
    kind: "engine_execution",
    rows,
    record: toExecution({ ...draft, engine_id, timestamp }),
    ...(id === undefined ? {} : { id }),
    ...(context.explain && proofs !== undefined && proofs.length > 0 ? { proofs } : {}),
  };
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
