import Type, { type Static } from "typebox";

/**
 * Every way a call can fail, with the exit code of the command line:
 * 0 done; 1 done with findings; 2 wrong usage; 3 not found; 4 refused;
 * 5 workspace in use; 6 input/output; 7 damaged or newer data; 8 over a limit; 70 a bug.
 */
export const exitCodeOf = {
  unrecognised: 1,
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

/** A failure as plain JSON: a message for a person, never a stack. */
export const ErrorValue = Type.Object({
  code: Type.Enum(Object.keys(exitCodeOf) as ErrorCode[]),
  /** What went wrong, in one sentence that names the subject. */
  message: Type.String(),
  /** What to do about it, where Assay knows. */
  fix: Type.Optional(Type.String()),
  /** Where: a path, a JSON pointer, a procedure. */
  where: Type.Optional(Type.String()),
});
export type ErrorValue = Static<typeof ErrorValue>;

/** The answer of every call across a boundary. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: ErrorValue };

/** Thrown by the engine; the dispatcher turns it into an `ErrorValue`. */
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

/** Converts anything thrown. What is not an `AssayError` becomes `bug`, with its message and without its stack. */
export function toErrorValue(thrown: unknown): ErrorValue {
  if (thrown instanceof AssayError) return thrown.toValue();
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: "bug",
    message: `Assay hit a bug: ${detail}`,
    fix: "Please report it with the newest file of .assay/log.",
  };
}
