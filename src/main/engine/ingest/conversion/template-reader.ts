import { RowTemplate } from "./row-template.ts";

const maxTemplates = 4;
/** Longer rows are not worth a copy each. */
const maxRowBytes = 64 * 1024;
/** Rows that fit none are learned from while there are few of them, and then one in so many. */
const eagerMisses = 64;
const seldom = 32;
/** With so many more misses than hits rows have too little in common, and are not compared any more. */
const maxDebt = 128;
/** … for so many rows. */
const restRows = 8192;

/**
 * Reads rows that look like others before them (see `RowTemplate`). What it has learned holds for any rows of the dialect: it may live longer than a
 * file.
 */
export class TemplateReader {
  readonly #reads: Readonly<Record<string, true | readonly string[]>>;
  /** The one that fitted last comes first. */
  readonly #templates: RowTemplate[] = [];
  #misses = 0;
  #debt = 0;
  #resting = 0;
  /** What the last row that was read fitted, and what is tried first. */
  last: RowTemplate | null = null;

  constructor(reads: Readonly<Record<string, true | readonly string[]>>) {
    this.#reads = reads;
  }

  /**
   * @param bytes valid UTF-8 with white space, a newline or nothing behind `end`.
   * @returns an object with at least the members that are read, which holds until the next row is read; undefined where the row is like no other.
   */
  read(bytes: Buffer, start: number, end: number): Record<string, unknown> | undefined {
    if (end - start > maxRowBytes) return undefined;
    if (this.#resting > 0) {
      this.#resting--;
      return undefined;
    }
    for (let i = 0; i < this.#templates.length; i++) {
      const template = this.#templates[i] as RowTemplate;
      const value = template.read(bytes, start, end);
      if (value === undefined) continue;
      if (i > 0) {
        this.#templates.splice(i, 1);
        this.#templates.unshift(template);
      }
      if (this.#debt > 0) this.#debt--;
      this.last = template;
      return value;
    }
    if (++this.#debt > maxDebt) [this.#debt, this.#resting] = [0, restRows];
    if (this.#misses++ < eagerMisses || this.#misses % seldom === 0) this.#learn(bytes, start, end);
    return undefined;
  }

  #learn(bytes: Buffer, start: number, end: number): void {
    if (this.#templates.some((template) => template.widen(bytes, start, end)) || this.#templates.length === maxTemplates) return;
    const template = RowTemplate.learn(this.#reads, bytes, start, end);
    if (template) this.#templates.push(template);
  }
}

const readers = new WeakMap<object, TemplateReader>();

/** The reader of this thread for what a dialect reads. */
export function getTemplateReader(reads: Readonly<Record<string, true | readonly string[]>>): TemplateReader {
  const known = readers.get(reads);
  if (known !== undefined) return known;
  const reader = new TemplateReader(reads);
  readers.set(reads, reader);
  return reader;
}
