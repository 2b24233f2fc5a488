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

const kindNames = ["text", "date", "integer", "fraction", "boolean", "null", "object", "list"] as const;
/** Bits, so that kinds are compared as sets. */
const kinds = { text: 1, date: 2, integer: 4, fraction: 8, boolean: 16, null: 32, object: 64, list: 128 };
const places = { text: 0, date: 1, integer: 2, fraction: 3, boolean: 4, null: 5, object: 6, list: 7 };

/** The values at one path: where each kind stands first and last, in characters from the start, and the paths below. Plain data: it crosses threads. */
class Column {
  readonly firstAt: number[] = kindNames.map(() => Number.POSITIVE_INFINITY);
  readonly lastAt: number[] = kindNames.map(() => -1);
  hasLongInteger = false;
  items: Column | null = null;
  readonly keys: Record<string, Column> = Object.create(null);

  /** The column of a key. */
  at(key: string): Column {
    const column = this.keys[key] ?? new Column();
    this.keys[key] = column;
    return column;
  }

  /** Adds what another thread saw of rows that stand `base` characters further on. */
  merge({ firstAt, lastAt, hasLongInteger, items, keys }: ColumnState, base: number): void {
    for (let i = 0; i < kindNames.length; i++) {
      this.firstAt[i] = Math.min(this.firstAt[i] as number, (firstAt[i] as number) + base);
      if ((lastAt[i] as number) >= 0) this.lastAt[i] = Math.max(this.lastAt[i] as number, (lastAt[i] as number) + base);
    }
    this.hasLongInteger ||= hasLongInteger;
    if (items !== null) {
      this.items ??= new Column();
      this.items.merge(items, base);
    }
    for (const [key, column] of Object.entries(keys)) this.at(key).merge(column, base);
  }
}

interface ColumnState extends Pick<Column, "firstAt" | "lastAt" | "hasLongInteger"> {
  items: ColumnState | null;
  keys: Record<string, ColumnState>;
}

interface WatcherState {
  root: ColumnState;
  characters: number;
}

class ColumnWatcher implements RowWatcher {
  readonly #root = new Column();
  #characters = 0;

  row(row: Row): void {
    const at = this.#characters;
    for (const key in row) this.#see(row[key], this.#root.at(key), at);
  }

  read(): WatcherState {
    return { root: this.#root, characters: this.#characters };
  }

  merge(state: unknown): void {
    const { root, characters } = state as WatcherState;
    this.#root.merge(root, this.#characters);
    this.#characters += characters;
  }

  #see(value: unknown, column: Column, at: number): void {
    const kind = this.#kindOf(value, column);
    if (column.lastAt[kind] === -1) column.firstAt[kind] = at;
    column.lastAt[kind] = at;
    if (kind === places.list) {
      column.items ??= new Column();
      for (const one of value as unknown[]) this.#see(one, column.items, at);
    } else if (kind === places.object) for (const key in value as Row) this.#see((value as Row)[key], column.at(key), at);
  }

  #kindOf(value: unknown, column: Column): number {
    if (typeof value === "string") {
      this.#characters += value.length;
      // One text that is no date settles the column; only until then is each one looked at.
      return column.lastAt[places.text] !== -1 || value.length > 40 || !date.test(value) ? places.text : places.date;
    }
    if (typeof value === "number") {
      if (!Number.isInteger(value)) return places.fraction;
      column.hasLongInteger ||= Math.abs(value) >= 2 ** 63;
      return places.integer;
    }
    if (typeof value === "boolean") return places.boolean;
    if (value === null || value === undefined) return places.null;
    return Array.isArray(value) ? places.list : places.object;
  }

  problem(): string | null {
    const problems = describeBelow(this.#root, "");
    if (problems.length === 0) return null;
    return `${problems.slice(0, 3).join(" ")} Loaders of JSON change or refuse such columns; Parquet keeps them.`;
  }
}

const toBits = (isIn: (place: number) => boolean) => kindNames.reduce((bits, name, place) => (isIn(place) ? bits | kinds[name] : bits), 0);

function describeBelow({ keys, items }: Column, path: string): string[] {
  const below = Object.entries(keys).map(([key, column]) => [path === "" ? key : `${path}.${key}`, column] as const);
  if (items !== null) below.push([`${path}[]`, items]);
  return below.flatMap(([name, column]) => {
    const problem = describeColumn(column);
    return [...(problem === null ? [] : [`${name} ${problem}`]), ...describeBelow(column, name)];
  });
}

function describeColumn({ firstAt, lastAt, hasLongInteger }: Column): string | null {
  const first = toBits((place) => (firstAt[place] as number) <= blockCharacters);
  const later = toBits((place) => (lastAt[place] as number) > blockCharacters);
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
