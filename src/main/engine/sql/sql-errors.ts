import { AssayError } from "../../../contract/index.ts";

/** DuckDB's failures of a question, as errors with a place in its text. */

interface ParseFailure {
  error_type?: string;
  error_message?: string;
  position?: string;
}

const memoryFix = "Ask for less at once: a LIMIT, a WHERE, fewer columns, or a smaller join.";

/** @param thrown DuckDB's error, or what json_serialize_sql says of a text it cannot read. */
export function toSqlError(sql: string, thrown: unknown): AssayError {
  if (thrown instanceof Error) return toRunError(sql, thrown.message);
  const { error_type, error_message = "", position } = thrown as ParseFailure;
  if (error_type === "not implemented")
    return new AssayError("refused", "Only statements that read can be asked: SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, EXPLAIN.", {
      fix: "Nothing was changed.",
    });
  const at = position === undefined ? undefined : toPlace(sql, Number(position));
  return wrong(sentence(error_message), at);
}

function toRunError(sql: string, detail: string): AssayError {
  const [first = "", ...more] = detail.split("\n");
  if (first.startsWith("INTERRUPT")) return new AssayError("cancelled", "The query was stopped.");
  if (/^Out of Memory/i.test(first))
    return new AssayError("over_limit", "The query needs more memory than it may use.", { fix: memoryFix });
  const hint = more.find((line) => /^(Candidate|Did you mean)/.test(line));
  const where = readPlace(sql, detail);
  return wrong(sentence(first), where, hint && sentence(hint));
}

/** @param where "line L, column C"; the message begins with it, for who reads no more. */
function wrong(message: string, where?: string, fix?: string): AssayError {
  const more = { ...(where ? { where } : {}), ...(fix ? { fix } : {}) };
  return new AssayError("invalid_argument", where ? `L${where.slice(1)}: ${message}` : message, more);
}

const sentence = (text: string) => {
  const line = text.replace(/^[A-Z][\w ]* Error: /, "").trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
};

/** @param offset in characters. */
function toPlace(sql: string, offset: number): string {
  const before = sql.slice(0, offset).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** The caret that DuckDB draws below a line, of which it may show a part between dots. */
function readPlace(sql: string, detail: string): string | undefined {
  const found = /\n(LINE (\d+): )(.*)\n( *)\^/.exec(detail);
  if (!found) return undefined;
  const [, head = "", line = "1", shown = "", gap = ""] = found;
  const whole = sql.split("\n")[Number(line) - 1] ?? "";
  const lead = shown.startsWith("...") && !whole.startsWith("...") ? 3 : 0;
  const start = lead === 0 ? 0 : Math.max(0, whole.indexOf(shown.slice(lead).replace(/\.\.\.$/, "")));
  return `line ${line}, column ${start + gap.length - head.length - lead + 1}`;
}
