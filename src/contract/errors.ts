import Type, { type Static } from "typebox";

/**
 * Every way a call can fail, with the exit code the command line answers with.
 * The design's table: 0 done; 1 done with findings; 2 wrong usage; 3 not found; 4 refused;
 * 5 workspace in use; 6 input/output; 7 damaged or newer data; 8 over a limit; 70 a bug.
 */
export const exitCodeOf = {
  invalid_argument: 2,
  invalid_config: 2,
  not_found: 3,
  refused: 4,
  cancelled: 4,
  disabled: 4,
  unavailable: 4,
  in_use: 5,
  io: 6,
  disk_full: 6,
  permission: 6,
  damaged: 7,
  newer: 7,
  over_limit: 8,
  bug: 70,
} as const;

export type ErrorCode = keyof typeof exitCodeOf;

/** A failure as it crosses a boundary: plain JSON, a sentence for a person, never a stack. */
export const ErrorValue = Type.Object({
  code: Type.Enum(Object.keys(exitCodeOf) as ErrorCode[]),
  /** What went wrong, in one sentence that names the thing. */
  message: Type.String(),
  /** What to do about it, where Assay knows. */
  fix: Type.Optional(Type.String()),
  /** Where: a path, a JSON pointer, a procedure. */
  where: Type.Optional(Type.String()),
});
export type ErrorValue = Static<typeof ErrorValue>;

/** What every call across a boundary answers: the value, or a failure with a name. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: ErrorValue };

/** A named failure inside one process. Thrown by the engine, turned into an `ErrorValue` by the dispatcher. */
export class AssayError extends Error {
  override readonly name = "AssayError";
  readonly code: ErrorCode;
  readonly fix: string | undefined;
  readonly where: string | undefined;

  constructor(code: ErrorCode, message: string, more: { fix?: string; where?: string; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.fix = more.fix;
    this.where = more.where;
  }

  toValue(): ErrorValue {
    return {
      code: this.code,
      message: this.message,
      ...(this.fix === undefined ? {} : { fix: this.fix }),
      ...(this.where === undefined ? {} : { where: this.where }),
    };
  }
}

/** Turns anything thrown into a value. What is not an `AssayError` is a bug and says only that. */
export function toErrorValue(thrown: unknown): ErrorValue {
  if (thrown instanceof AssayError) return thrown.toValue();
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: "bug",
    message: `Something in Assay went wrong: ${detail}`,
    fix: "Please report it with the newest file of .assay/log.",
  };
}
