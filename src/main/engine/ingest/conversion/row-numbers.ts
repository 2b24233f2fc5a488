/** Rows that follow each other in a file, but for some. Plain data. */
export interface RowRange {
  /** Number of the first one, or of one that was set aside before it. */
  first: number;
  /** Numbers of rows that were set aside and are not given, ascending: they do not fit the header of their table. */
  setAside: readonly number[];
}

/**
 * The number of a file's first row. The header of a table is counted, as editors and spreadsheets do; a field with line breaks is part of one row. Rows of
 * other files begin with 1.
 */
export const getFirstRow = ({ hasHeader }: { hasHeader?: boolean }): number => (hasHeader ? 2 : 1);

/** Numbers rows as they are given. */
export class RowNumbers {
  readonly #range: RowRange;
  #next: number;
  #gap = 0;

  constructor(range: RowRange) {
    this.#range = range;
    this.#next = range.first;
  }

  next(): number {
    for (; this.#range.setAside[this.#gap] === this.#next; this.#next++) this.#gap++;
    return this.#next++;
  }

  /** The next rows, for who numbers them elsewhere. */
  take(count: number): RowRange {
    const [first, from] = [this.#next, this.#gap];
    for (let i = 0; i < count; i++) this.next();
    return { first, setAside: this.#range.setAside.slice(from, this.#gap) };
  }

  /** @returns which of the rows given it is, from 0. */
  placeOf(row: number): number {
    const { first, setAside } = this.#range;
    return row - first - setAside.filter((one) => one < row).length;
  }
}
