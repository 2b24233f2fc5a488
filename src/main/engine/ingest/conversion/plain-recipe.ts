import { type Path, type PlainUse, type PlainUses, pathKey, valueAt } from "../../dialects/plain-uses.ts";
import { msBetween } from "../../dialects/times.ts";
import { isSameBytes } from "../../lines/same-bytes.ts";
import { writeBytes, writeNumber, writeWord } from "../../records/plain/row-bytes.ts";
import { isCount, isDecimal, isId, isName, isText, PlainTime } from "./plain-values.ts";
import { type RowHole, spotKinds } from "./row-hole.ts";
import type { RowTemplate } from "./row-template.ts";

/** Times, the row's number and its digest have room in so many bytes. */
const overheadBytes = 512;
/** With more of them rows are too different for most to fit. */
const maxChecks = 24;

/** Of the row at hand: what its values are not made of. */
export interface PlainRow {
  bytes: Buffer;
  number: number;
  sha256: string;
}

interface TimeHole {
  hole: RowHole;
  time: PlainTime;
}

/** @returns where it ended; -1 where the row does not fit. */
type Write = (row: PlainRow, to: Buffer, at: number) => number;

const judges = { text: isText, name: isName, id: isId, count: isCount, number: isDecimal } as const;

/** How the records of rows that fit a template are written: what they have in common, with values of the row between. */
export class PlainRecipe {
  readonly #checks: ((bytes: Buffer) => boolean)[] = [];
  readonly #before: Buffer[] = [];
  readonly #writes: Write[] = [];
  readonly #clocks = new Map<string, PlainTime>();
  readonly #times: TimeHole[] = [];
  readonly #holes: ReadonlyMap<string, RowHole>;
  #id: RowHole | null = null;
  #commonBytes = 0;
  /** How often a value of the row is written at most: a text is an input and a turn. */
  #growth = 1;
  /** Rows that it was right about. */
  trials = 0;

  private constructor(holes: readonly RowHole[]) {
    this.#holes = new Map(holes.map((hole) => [pathKey(hole.path), hole]));
  }

  /**
   * @param template has just located the row.
   * @param value of the row. @param record that was made of it.
   * @returns null where the record may depend on what the uses do not say.
   */
  static compile(
    template: RowTemplate,
    bytes: Buffer,
    value: unknown,
    uses: PlainUses,
    record: Record<string, unknown>,
  ): PlainRecipe | null {
    const recipe = new PlainRecipe(template.holes);
    const isKnown = recipe.#addChecks(bytes, uses) && uses.uses.every((use) => recipe.#addTimes(use, value));
    return isKnown && recipe.#addPieces(uses.uses, record) ? recipe : null;
  }

  /** Room for the record of a row, with its newline. */
  roomFor(rowBytes: number): number {
    return this.#commonBytes + rowBytes * this.#growth + overheadBytes;
  }

  /** Whether the row that its template located last is of its kind: a success, for example. */
  fits(bytes: Buffer): boolean {
    for (let i = 0; i < this.#checks.length; i++) if (!(this.#checks[i] as (bytes: Buffer) => boolean)(bytes)) return false;
    return true;
  }

  /** Writes the record of that row. @returns where it ends; -1 where it does not fit. */
  write(row: PlainRow, to: Buffer, from: number): number {
    for (let i = 0; i < this.#times.length; i++) {
      const { hole, time } = this.#times[i] as TimeHole;
      if (hole.kind !== spotKinds.text || !time.read(row.bytes, hole.start, hole.end)) return -1;
    }
    let at = from;
    for (let i = 0; i < this.#writes.length; i++) {
      const before = this.#before[i] as Buffer;
      at = writeBytes(to, at, before, 0, before.length);
      at = (this.#writes[i] as Write)(row, to, at);
      if (at < 0) return -1;
    }
    const last = this.#before[this.#writes.length] as Buffer;
    return writeBytes(to, at, last, 0, last.length);
  }

  /** `source.id` of the record that was written last. */
  readId(bytes: Buffer): string {
    const { start, end } = this.#id as RowHole;
    return bytes.toString("utf8", start, end);
  }

  /** What differs between rows and has no meaning here must be as it is in this row. */
  #addChecks(bytes: Buffer, { uses, counted, ignored }: PlainUses): boolean {
    const said = new Set([...uses.flatMap((use) => ("until" in use ? [use.from, use.until] : [use.from])), ...counted].map(pathKey));
    const isIgnored = (path: Path) => ignored.some((one) => one.every((key, i) => path[i] === key));
    for (const [key, hole] of this.#holes) {
      if (said.has(key) || isIgnored(hole.path)) continue;
      const { kind } = hole;
      const same = Buffer.from(bytes.subarray(hole.start, hole.end));
      this.#checks.push((row) => hole.kind === kind && hole.end - hole.start === same.length && isSameBytes(row, hole.start, same));
    }
    for (const path of counted) {
      const hole = this.#holes.get(pathKey(path));
      if (hole !== undefined) this.#checks.push((row) => isCount(hole, row) && row[hole.start] !== 0x30);
    }
    return this.#checks.length <= maxChecks;
  }

  /** Each time is read once a row, and one that all rows have once. */
  #addTimes(use: PlainUse, value: unknown): boolean {
    if (use.as !== "seconds" && use.as !== "ms") return true;
    for (const path of use.as === "ms" ? [use.from, use.until] : [use.from]) {
      const time = new PlainTime();
      const hole = this.#holes.get(pathKey(path)) ?? null;
      const text = Buffer.from(String(valueAt(value, path)));
      if (hole === null && !time.read(text, 0, text.length)) return false;
      if (this.#clocks.has(pathKey(path))) continue;
      this.#clocks.set(pathKey(path), time);
      if (hole !== null) this.#times.push({ hole, time });
    }
    return true;
  }

  #addPieces(uses: readonly PlainUse[], record: Record<string, unknown>): boolean {
    const writes = new Map<string, Write | null>(uses.map((use) => [pathKey(use.to), this.#toWrite(use)]));
    writes.set(pathKey(["source", "line"]), ({ number }, to, at) => writeWord(to, at, number));
    writes.set(pathKey(["source", "sha256"]), ({ sha256 }, to, at) => at + to.write(sha256, at, "latin1"));
    const quoted = new Set([...uses.filter(({ as }) => as === "text" || as === "name" || as === "id").map(({ to }) => pathKey(to))]);
    quoted.add(pathKey(["source", "sha256"]));
    let text = "";
    const visit = (value: unknown, path: Path): void => {
      const key = pathKey(path);
      const write = writes.get(key);
      writes.delete(key);
      if (write) {
        this.#before.push(Buffer.from(quoted.has(key) ? `${text}"` : text));
        this.#writes.push(write);
        text = quoted.has(key) ? '"' : "";
      } else if (Array.isArray(value)) {
        text += "[";
        value.forEach((item, i) => {
          text += i > 0 ? "," : "";
          visit(item, [...path, i]);
        });
        text += "]";
      } else if (typeof value === "object" && value !== null) {
        text += "{";
        Object.entries(value)
          .filter(([, inner]) => inner !== undefined)
          .forEach(([name, inner], i) => {
            text += `${i > 0 ? "," : ""}${JSON.stringify(name)}:`;
            visit(inner, [...path, name]);
          });
        text += "}";
      } else text += JSON.stringify(value) ?? "null";
    };
    visit(record, []);
    this.#before.push(Buffer.from(text));
    this.#commonBytes = this.#before.reduce((sum, { length }) => sum + length, 0);
    this.#growth = Math.max(1, ...uses.map(({ from }) => uses.filter((use) => pathKey(use.from) === pathKey(from)).length));
    this.#id = this.#findId(uses);
    // A record without one of them depends on something else.
    return writes.size === 0 && this.#id !== null;
  }

  #findId(uses: readonly PlainUse[]): RowHole | null {
    const use = uses.find(({ to }) => pathKey(to) === pathKey(["source", "id"]));
    return (use && this.#holes.get(pathKey(use.from))) ?? null;
  }

  /** null for what all rows have. */
  #toWrite(use: PlainUse): Write | null {
    const time = this.#clocks.get(pathKey(use.from)) as PlainTime;
    if ("until" in use) {
      const until = this.#clocks.get(pathKey(use.until)) as PlainTime;
      return (_, to, at) => {
        const ms = msBetween(time, until);
        return ms === undefined ? -1 : writeNumber(to, at, ms);
      };
    }
    if (use.as === "seconds") return (_, to, at) => writeNumber(to, at, time.seconds);
    const hole = this.#holes.get(pathKey(use.from));
    if (hole === undefined) return null;
    const judge = judges[use.as];
    return ({ bytes }, to, at) => (judge(hole, bytes) ? writeBytes(to, at, bytes, hole.start, hole.end) : -1);
  }
}
