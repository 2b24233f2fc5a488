import type { SplitRow } from "../../containers/row-splitter.ts";
import type { Path } from "../../dialects/plain-uses.ts";
import { isSameBytes } from "../../lines/same-bytes.ts";
import { RowHole } from "./row-hole.ts";
import { findValues, isSameShape, type RowNode } from "./row-tree.ts";

type Reads = Readonly<Record<string, true | readonly string[]>>;

/**
 * What rows of one file have in common, byte for byte, and the values between, where they differ: its holes. A row that has all of the former is
 * read by reading its holes alone, for a third of the price of parsing it. Learned from rows; each row that differs elsewhere adds holes.
 */
export class RowTemplate {
  readonly #reads: Reads;
  /** The first row, whose bytes are those in common. */
  readonly #row: Buffer;
  readonly #root: RowNode;
  readonly #differing = new Set<RowNode>();
  /** Members that are read only where a name is in them, and had one. */
  readonly #read = new Set<string>();
  #literals: Buffer[] = [];
  #holes: RowHole[] = [];
  #value: Record<string, unknown> = {};
  /** How to write the records of its rows; see `PlainRows`. */
  recipe: unknown;
  /** Of the table that was asked about last. */
  #fields: { names: readonly string[]; fields: readonly (RowHole | Buffer)[] | null } | null = null;

  private constructor(reads: Reads, row: Buffer, root: RowNode) {
    this.#reads = reads;
    this.#row = row;
    this.#root = root;
    this.#noteNames(row, root);
    this.#compile();
  }

  /** @returns null where the row is not plainly an object. */
  static learn(reads: Reads, bytes: Buffer, start: number, end: number): RowTemplate | null {
    const row = copyRow(bytes, start, end);
    const root = findValues(row, 0);
    return root?.inner && !root.isList && root.end === end - start ? new RowTemplate(reads, row, root) : null;
  }

  /**
   * @returns the members that are read; undefined for a row that differs elsewhere. The object is the same for every row, with the values of the
   * last one: nobody may keep it.
   */
  read(bytes: Buffer, start: number, end: number): Record<string, unknown> | undefined {
    let at = start;
    for (let i = 0; i < this.#holes.length; i++) {
      const literal = this.#literals[i] as Buffer;
      if (at + literal.length >= end || !isSameBytes(bytes, at, literal)) return undefined;
      at = (this.#holes[i] as RowHole).read(bytes, at + literal.length, end);
      if (at < 0) return undefined;
    }
    const last = this.#literals[this.#holes.length] as Buffer;
    return at + last.length === end && isSameBytes(bytes, at, last) ? this.#value : undefined;
  }

  /** Whether a row has all that rows have in common; the holes say then where its values are. */
  locate(bytes: Buffer, start: number, end: number): boolean {
    let at = start;
    for (let i = 0; i < this.#holes.length; i++) {
      const literal = this.#literals[i] as Buffer;
      if (at + literal.length >= end || !isSameBytes(bytes, at, literal)) return false;
      at = (this.#holes[i] as RowHole).locate(bytes, at + literal.length, end);
      if (at < 0) return false;
    }
    const last = this.#literals[this.#holes.length] as Buffer;
    return at + last.length === end && isSameBytes(bytes, at, last);
  }

  /**
   * The same for a line that was made of a row of a table: where its values are is known, and only they are looked at. White space between them does not
   * matter.
   */
  locateFields({ line, names, starts, ends, escaped }: SplitRow): boolean {
    const fields = this.#fieldsOf(names);
    if (fields === null) return false;
    for (let i = 0; i < fields.length; i++) {
      const [field, start, end] = [fields[i] as RowHole | Buffer, starts[i] as number, ends[i] as number];
      if (field instanceof RowHole) {
        if (!field.place(line, start, end, escaped[i] === 1)) return false;
      } else if (end - start !== field.length || !isSameBytes(line, start, field)) return false;
    }
    return true;
  }

  /** By column of a table: the hole, or the value that all rows have. null where the rows have other members. */
  #fieldsOf(names: readonly string[]): readonly (RowHole | Buffer)[] | null {
    if (this.#fields?.names !== names) {
      const nodes = this.#root.inner ?? [];
      const isTable = nodes.length === names.length && nodes.every(({ key, inner }, i) => key === names[i] && inner === null);
      const holes = new Map(this.#holes.map((hole) => [hole.path[0], hole]));
      const fields = nodes.map(({ key, start, end }) => holes.get(key) ?? this.#row.subarray(start, end));
      this.#fields = { names, fields: isTable ? fields : null };
    }
    return this.#fields.fields;
  }

  /** Where rows differ, of what is read. */
  get holes(): readonly RowHole[] {
    return this.#holes.filter(({ isRead }) => isRead);
  }

  /** Adds the holes that a row needs. @returns whether it needed any: a row that differs in more than values fits no template but its own. */
  widen(bytes: Buffer, start: number, end: number): boolean {
    const row = copyRow(bytes, start, end);
    const root = findValues(row, 0);
    if (root === null || root.end !== row.length - 1 || !isSameShape(this.#root, root)) return false;
    const before = this.#differing.size + this.#read.size;
    this.#noteNames(row, root);
    this.#root.inner?.forEach((member, i) => void this.#compare(member, row, root.inner?.[i] as RowNode, this.#isRead(member)));
    if (this.#differing.size + this.#read.size === before) return false;
    this.#compile();
    return true;
  }

  #isRead({ key }: RowNode): boolean {
    const read = Object.hasOwn(this.#reads, key) ? this.#reads[key] : undefined;
    return read === true || this.#read.has(String(key));
  }

  #noteNames(row: Buffer, root: RowNode): void {
    for (const { key, start, end } of root.inner ?? []) {
      const read = Object.hasOwn(this.#reads, key) ? this.#reads[key] : undefined;
      if (read === undefined || read === true) continue;
      const text = row.toString("latin1", start, end);
      if (text.includes("\\u") || read.some((name) => text.includes(name))) this.#read.add(String(key));
    }
  }

  #compare(mine: RowNode, row: Buffer, other: RowNode, isRead: boolean): void {
    if (this.#differing.has(mine)) return;
    if (this.#row.compare(row, other.start, other.end, mine.start, mine.end) === 0 && !this.#hasHole(mine)) return;
    // Of what nobody reads the places inside do not matter.
    if (isRead && isSameShape(mine, other))
      mine.inner?.forEach((value, i) => void this.#compare(value, row, other.inner?.[i] as RowNode, true));
    else this.#differing.add(mine);
  }

  #hasHole(node: RowNode): boolean {
    return this.#differing.has(node) || (node.inner?.some((value) => this.#hasHole(value)) ?? false);
  }

  #compile(): void {
    const whole = JSON.parse(this.#row.toString("utf8")) as Record<string, unknown>;
    this.#value = {};
    this.recipe = undefined;
    this.#fields = null;
    this.#literals = [];
    this.#holes = [];
    let from = 0;
    type Holder = Record<string | number, unknown> | null;
    const visit = (node: RowNode, holder: Holder, path: Path, naming: readonly string[]): void => {
      if (this.#differing.has(node)) {
        this.#literals.push(this.#row.subarray(from, node.start));
        this.#holes.push(new RowHole(holder, path, naming));
        from = node.end;
      } else for (const value of node.inner ?? []) visit(value, holder && (holder[node.key] as Holder), [...path, value.key], naming);
    };
    for (const member of this.#root.inner ?? []) {
      const read = Object.hasOwn(this.#reads, member.key) ? this.#reads[member.key] : undefined;
      const isRead = this.#isRead(member);
      if (isRead) this.#value[member.key] = whole[member.key];
      visit(member, isRead ? this.#value : null, [member.key], isRead || read === undefined || read === true ? [] : read);
    }
    this.#literals.push(this.#row.subarray(from, this.#root.end));
  }
}

/** With a newline behind it, where scans end. */
function copyRow(bytes: Buffer, start: number, end: number): Buffer {
  const row = Buffer.allocUnsafeSlow(end - start + 1);
  bytes.copy(row, 0, start, end);
  row[end - start] = 0x0a;
  return row;
}
