import type { SqlValue } from "../store/duckdb.ts";

/** A WHERE clause in the making: every value travels as a parameter, in the order of its question mark. */
export class Where {
  readonly #clauses: string[] = [];
  readonly #values: SqlValue[] = [];

  /** Adds a condition; `undefined` among the values adds nothing, so that absent filters need no `if`. */
  and(sql: string, ...values: (SqlValue | undefined)[]): this {
    if (values.includes(undefined)) return this;
    this.#clauses.push(`(${sql})`);
    this.#values.push(...(values as SqlValue[]));
    return this;
  }

  /** `column` is one of these; an absent or empty list means any. */
  oneOf(column: string, values: readonly string[] | undefined): this {
    if (values === undefined || values.length === 0) return this;
    return this.and(`${column} IN (${values.map(() => "?").join(", ")})`, ...values);
  }

  /** A second clause that starts as a copy of this one. */
  copy(): Where {
    const other = new Where();
    other.#clauses.push(...this.#clauses);
    other.#values.push(...this.#values);
    return other;
  }

  /** Starts with WHERE; "" when there is no condition. */
  get sql(): string {
    return this.#clauses.length === 0 ? "" : `WHERE ${this.#clauses.join(" AND ")}`;
  }

  get values(): readonly SqlValue[] {
    return this.#values;
  }
}
