import { isObject } from "../base/json-value.ts";
import {
  type Askable,
  type Draft,
  eachRow,
  type Mapper,
  type MappingContext,
  type Outcome,
  type Proof,
  type Row,
  type Sample,
} from "./dialect.ts";
import { type ExecutionDraft, writeExecution } from "./drafts.ts";
import { skip } from "./fields.ts";
import type { Instant } from "./times.ts";

/** An execution as a mapper knows it: what a record must have may be missing, and is asked for then. */
export interface KnownExecution extends Omit<ExecutionDraft, "engine_id" | "timestamp" | "success"> {
  engine_id: string | undefined;
  timestamp: Instant | undefined;
  success: boolean | undefined;
}

export interface Origin {
  rows: readonly number[];
  /** See `Outcome`. */
  id?: string | undefined;
  proofs?: readonly Proof[] | undefined;
}

/** Emits the record; or, where neither the row nor an answer says what a record must have, the question. */
export function emitExecution(
  context: MappingContext,
  emit: (outcome: Outcome) => void,
  { rows, id, proofs }: Origin,
  known: KnownExecution,
): void {
  const { engine_id = context.answers.engine_id, success = context.answers.success } = known;
  const seconds = known.timestamp?.seconds ?? context.answers.timestamp;
  if (engine_id === undefined || success === undefined || seconds === undefined) {
    const asks: Askable[] = [];
    if (engine_id === undefined) asks.push("engine_id");
    if (seconds === undefined) asks.push("timestamp");
    if (success === undefined) asks.push("success");
    emit({ type: "ask", rows, asks });
    return;
  }
  const record: Draft = writeExecution(known, engine_id, seconds, success);
  emit({ type: "record", kind: "engine_execution", record, rows, ...(id === undefined ? {} : { id }), ...(proofs ? { proofs } : {}) });
}

/** A list to gather proofs in, where they are wanted. */
export const openProofs = (context: MappingContext): Proof[] | undefined => (context.explain ? [] : undefined);

/** Says how a value was understood, unless it was not, or nobody wants to know. */
export function prove(
  proofs: Proof[] | undefined,
  from: string,
  value: unknown,
  to: string,
  became: number | string | boolean | undefined,
  because: string,
): void {
  if (proofs !== undefined && became !== undefined) proofs.push({ from, value: value ?? null, to, became, because });
}

/** The share of a sample's rows, 0 to 1, that are objects of which the test holds. */
export function shareOf(sample: Sample, test: (row: Record<string, unknown>) => boolean): number {
  if (sample.rows.length === 0) return 0;
  let matching = 0;
  for (const row of sample.rows) if (isObject(row) && test(row)) matching++;
  return matching / sample.rows.length;
}

/** Says that rows are no records and not meant as such. */
export function emitSkip(emit: (outcome: Outcome) => void, row: Row, why: string): void {
  emit(skip(row, why));
}

/** A mapper of rows that are objects and stand alone; other JSON is skipped. */
export function eachObject(emit: (outcome: Outcome) => void, map: (value: Record<string, unknown>, row: Row) => void): Mapper {
  return eachRow((row) => (isObject(row.value) ? map(row.value, row) : emitSkip(emit, row, "JSON, but no object")));
}
