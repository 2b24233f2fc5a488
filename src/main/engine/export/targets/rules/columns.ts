import type { Row, RowWatcher, SetRule } from "../target.ts";

/**
 * What `datasets.load_dataset` makes of JSON, which is how nearly every trainer opens a file. It reads 10 MB at a time and guesses the types of
 * a column from the first block; tried with 4.0.0 and 5.2.0:
 * - texts that all look like dates become timestamps, and a later text that does not ends the load;
 * - texts beside numbers become JSON, and "42" the number 42;
 * - a key or a fraction that comes first in a later block ends the load, and so does a text after a block of nulls;
 * - integers of 2^63 and above become fractions.
 */
export const oneTypeAColumn: SetRule = {
  name: "one-type-a-column",
  says: "Each key has values of one type, from the first rows on.",
  watch: () => new ColumnWatcher(),
};

const blockCharacters = 10_000_000;
/** As Arrow's JSON reader takes for times: a date, and a time after T or a space. */
const date = /^\d{4}-\d{2}-\d{2}([T ]\d{2}(:?\d{2}(:?\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$/;

/** Bits, so that a row costs well under a microsecond. */
const kinds = { text: 1, date: 2, integer: 4, fraction: 8, boolean: 16, null: 32, object: 64, list: 128 };

/** The values at one path: their kinds in the first block and later, and the paths below. */
class Column {
  first = 0;
  later = 0;
  hasLongInteger = false;
  items: Column | null = null;
  readonly keys: Record<string, Column> = Object.create(null);

  /** The column of a key. */
  at(key: string): Column {
    const column = this.keys[key] ?? new Column();
    this.keys[key] = column;
    return column;
  }
}

class ColumnWatcher implements RowWatcher {
  readonly #root = new Column();
  #characters = 0;

  row(row: Row): void {
    const isLater = this.#characters > blockCharacters;
    for (const key in row) this.#see(row[key], this.#root.at(key), isLater);
  }

  #see(value: unknown, column: Column, isLater: boolean): void {
    const kind = this.#kindOf(value, isLater ? column.later : column.first, column);
    if (isLater) column.later |= kind;
    else column.first |= kind;
    if (kind === kinds.list) {
      column.items ??= new Column();
      for (const one of value as unknown[]) this.#see(one, column.items, isLater);
    } else if (kind === kinds.object) for (const key in value as Row) this.#see((value as Row)[key], column.at(key), isLater);
  }

  #kindOf(value: unknown, known: number, column: Column): number {
    if (typeof value === "string") {
      this.#characters += value.length;
      // One text that is no date settles the column; only until then is each one looked at.
      return known & kinds.text || value.length > 40 || !date.test(value) ? kinds.text : kinds.date;
    }
    if (typeof value === "number") {
      if (!Number.isInteger(value)) return kinds.fraction;
      column.hasLongInteger ||= Math.abs(value) >= 2 ** 63;
      return kinds.integer;
    }
    if (typeof value === "boolean") return kinds.boolean;
    if (value === null || value === undefined) return kinds.null;
    return Array.isArray(value) ? kinds.list : kinds.object;
  }

  problem(): string | null {
    const problems = describeBelow(this.#root, "");
    if (problems.length === 0) return null;
    return `${problems.slice(0, 3).join(" ")} Loaders of JSON change or refuse such columns; Parquet keeps them.`;
  }
}

function describeBelow({ keys, items }: Column, path: string): string[] {
  const below = Object.entries(keys).map(([key, column]) => [path === "" ? key : `${path}.${key}`, column] as const);
  if (items !== null) below.push([`${path}[]`, items]);
  return below.flatMap(([name, column]) => {
    const problem = describeColumn(column);
    return [...(problem === null ? [] : [`${name} ${problem}`]), ...describeBelow(column, name)];
  });
}

function describeColumn({ first, later, hasLongInteger }: Column): string | null {
  const all = (first | later) & ~kinds.null;
  const atFirst = first & ~kinds.null;
  if (first === 0) return "appears only after the first 10 MB.";
  if (atFirst === 0) return all === 0 ? null : "is null in the first 10 MB.";
  if (atFirst === kinds.date) return `has only texts that look like dates${all === kinds.date ? "" : " in the first 10 MB"}.`;
  if (hasLongInteger) return "has integers of more than 64 bits, which become fractions.";
  if (first & kinds.integer && !(first & kinds.fraction) && later & kinds.fraction) return "has fractions only after the first 10 MB.";
  const sorts = [kinds.text | kinds.date, kinds.integer | kinds.fraction, kinds.boolean, kinds.object, kinds.list];
  return sorts.filter((bits) => all & bits).length > 1 ? "has values of several types." : null;
}
