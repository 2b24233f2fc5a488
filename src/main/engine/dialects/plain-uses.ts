/**
 * How the record of a plain row depends on the values of the row, said by its dialect so that bytes can be copied: rows of one tool mostly differ in ids,
 * times, counts and texts, and mapping and spelling each of a million rows is half of the price of an import.
 */

/** Keys from the row's or record's top: `["messages", 0, "content"]`. */
export type Path = readonly (string | number)[];

/**
 * Where a value of the record comes from. A row that has something else there is mapped as always.
 * - text: a text that is not empty, as it is.
 * - name: the same, and no word for nothing (`readText`). id: one that is not too long, either (`toId`).
 * - count: a whole number, or its digits as text. number: likewise, with decimals.
 * - seconds: the Unix seconds of an ISO 8601 text. ms: the milliseconds from one such text to another.
 */
export type PlainUse =
  | { to: Path; from: Path; as: "text" | "name" | "id" | "count" | "number" | "seconds" }
  | { to: Path; from: Path; until: Path; as: "ms" };

/** What is not named must be as it is in this row. */
export interface PlainUses {
  uses: readonly PlainUse[];
  /** Counts that must not be 0. */
  counted: readonly Path[];
  /** What the record does not depend on as long as all else holds; with all that is inside. */
  ignored: readonly Path[];
}

export const pathKey = (path: Path): string => JSON.stringify(path);

/** What is at a path of a row; undefined where there is nothing. */
export function valueAt(row: unknown, path: Path): unknown {
  let value = row;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}
