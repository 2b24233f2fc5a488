import { foldedLetters, foldText } from "../../../contract/index.ts";
import { tagSeparator } from "../records/common-fields.ts";
import type { SqlValue } from "../store/duckdb.ts";
import { placeholders } from "../store/sql.ts";

/** A condition and its values, in the order of its question marks. */
export interface Condition {
  sql: string;
  values: readonly SqlValue[];
}

/** Builds a WHERE clause. Every value is a parameter, in the order of the question marks. */
export class Where {
  readonly #clauses: string[] = [];
  readonly #values: SqlValue[] = [];

  /** Adds a condition, unless one of its values is undefined: absent filters need no `if`. */
  and(sql: string, ...values: (SqlValue | undefined)[]): this {
    if (values.includes(undefined)) return this;
    this.#clauses.push(`(${sql})`);
    this.#values.push(...(values as SqlValue[]));
    return this;
  }

  /** `column` is one of these values; an absent or empty list means any. */
  oneOf(column: string, values: readonly (string | number)[] | undefined): this {
    if (values === undefined || values.length === 0) return this;
    return this.and(`${column} IN (${placeholders(values.length)})`, ...values);
  }

  /** As `oneOf`; `none` is true: besides, or alone without values, rows that have no value; false: only rows that have one. */
  oneOfOrNone(column: string, values: readonly string[] = [], none: boolean | undefined): this {
    if (none === undefined) return this.oneOf(column, values);
    if (!none) return this.and(`${column} IS NOT NULL`).oneOf(column, values);
    const isNone = `${column} IS NULL`;
    return values.length === 0 ? this.and(isNone) : this.and(`${isNone} OR ${column} IN (${placeholders(values.length)})`, ...values);
  }

  /** The column `tags` has this tag. */
  hasTag(tag: string | undefined): this {
    if (tag === undefined) return this;
    return this.and("contains(tags, ?)", tagSeparator + tag + tagSeparator);
  }

  /** One of these columns contains the text, whatever its case and composition. */
  containsText(columns: readonly string[], text: string | undefined): this {
    if (text === undefined || text === "") return this;
    const anyOf = columns.map((column) => `contains(${foldedSql(column)}, ?)`);
    return this.and(anyOf.join(" OR "), ...anyOf.map(() => foldText(text)));
  }

  /** An independent copy, to add more conditions to. */
  copy(): Where {
    const other = new Where();
    other.#clauses.push(...this.#clauses);
    other.#values.push(...this.#values);
    return other;
  }

  /** With the keyword WHERE; "" without conditions. */
  get sql(): string {
    return this.#clauses.length === 0 ? "" : `WHERE ${this.#clauses.join(" AND ")}`;
  }

  get values(): readonly SqlValue[] {
    return this.#values;
  }
}

const from = [...foldedLetters.keys()].join("");
const to = [...foldedLetters.values()].join("");

/**
 * SQL for `foldText` of a column, as in `contains(foldedSql("query"), ?)` with a folded text. ASCII, which is most of it, only needs lower case.
 * @param column trusted SQL, never user text.
 */
export function foldedSql(column: string): string {
  const letters = `translate(lower(nfc_normalize(${column})), '${from}', '${to}')`;
  const folded = `nfc_normalize(regexp_replace(replace(${letters}, 'ß', 'ss'), 'i\u0307+', 'i', 'g'))`;
  // As many bytes as characters: ASCII.
  return `CASE WHEN strlen(${column}) = length(${column}) THEN lower(${column}) ELSE ${folded} END`;
}
