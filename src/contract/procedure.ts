import type { Static, TSchema } from "typebox";

/** One procedure. A `query` only reads; a `command` changes something. */
export interface Procedure<Input extends TSchema = TSchema, Output extends TSchema = TSchema> {
  readonly kind: "query" | "command";
  readonly input: Input;
  readonly output: Output;
}

/** Declares a procedure that only reads. */
export function query<Input extends TSchema, Output extends TSchema>(input: Input, output: Output) {
  return { kind: "query", input, output } as const satisfies Procedure<Input, Output>;
}

/** Declares a procedure that changes something. */
export function command<Input extends TSchema, Output extends TSchema>(input: Input, output: Output) {
  return { kind: "command", input, output } as const satisfies Procedure<Input, Output>;
}

export type InputOf<P extends Procedure> = Static<P["input"]>;
export type OutputOf<P extends Procedure> = Static<P["output"]>;
