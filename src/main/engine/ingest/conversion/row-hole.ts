import type { Path } from "../../dialects/plain-uses.ts";
import { numberEnd, plainEnd, stringEnd, valueEnd } from "../../records/plain/json-bytes.ts";
import { AlikeTexts } from "./alike-texts.ts";
import { SkippedValues } from "./skipped-values.ts";

const quote = 0x22;
const zero = 0x30;
const nine = 0x39;
const openBracket = 0x5b;
const openBrace = 0x7b;

/** What `locate` found. Of a text the place is inside its quotes. */
export const spotKinds = { other: 0, number: 1, text: 2, escapedText: 3 } as const;

/** A double holds so many digits exactly. */
const exactDigits = 15;

/** A place of a row template where rows differ: reads the value that is there into its holder. */
export class RowHole {
  /** From the row's top. */
  readonly path: Path;
  /** Where the value is that was located last, and what. */
  start = 0;
  end = 0;
  kind: (typeof spotKinds)[keyof typeof spotKinds] = spotKinds.other;
  readonly #holder: Record<string | number, unknown> | null;
  readonly #key: string | number;
  readonly #skipped: SkippedValues | null;
  readonly #alike: AlikeTexts | null;

  /**
   * @param holder where the value goes; null when nobody reads it.
   * @param naming of a value that is read only where one of these names is in it (`Dialect.reads`).
   */
  constructor(holder: Record<string | number, unknown> | null, path: Path, naming: readonly string[]) {
    this.#holder = holder;
    this.path = path;
    this.#key = path.at(-1) as string | number;
    this.#skipped = holder === null ? new SkippedValues(naming) : null;
    this.#alike = holder === null ? new AlikeTexts(naming) : null;
  }

  /** @returns where the value ends; -1 where it is not plain, or has a name that makes it worth reading. */
  read(bytes: Buffer, at: number, end: number): number {
    const holder = this.#holder;
    if (holder === null) return this.#skip(bytes, at, end);
    const first = bytes[at] as number;
    if (first === quote) {
      const stop = plainEnd(bytes, at + 1);
      if (bytes[stop] === quote) {
        holder[this.#key] = bytes.toString("utf8", at + 1, stop);
        return stop + 1;
      }
    } else if (first >= zero && first <= nine) return this.#readNumber(holder, bytes, at);
    const stop = valueEnd(bytes, at);
    if (stop >= 0) holder[this.#key] = JSON.parse(bytes.toString("utf8", at, stop));
    return stop;
  }

  /** Whether anybody reads what is here. */
  get isRead(): boolean {
    return this.#holder !== null;
  }

  /** Like `read`, but only says where the value is: in `start`, `end` and `kind`, where somebody reads it. */
  locate(bytes: Buffer, at: number, end: number): number {
    if (this.#holder === null) return this.#skip(bytes, at, end);
    const first = bytes[at] as number;
    this.start = at;
    if (first === quote) {
      const plain = plainEnd(bytes, at + 1);
      const stop = bytes[plain] === quote ? plain : stringEnd(bytes, plain);
      this.start = at + 1;
      this.end = stop;
      this.kind = stop === plain ? spotKinds.text : spotKinds.escapedText;
      return stop < 0 ? -1 : stop + 1;
    }
    this.end = valueEnd(bytes, at);
    this.kind = first >= zero && first <= nine ? spotKinds.number : spotKinds.other;
    return this.end;
  }

  /**
   * Takes note of a value whose place is known: a text with its quotes, or null. @param escaped whether it has a backslash.
   * @returns false where it has a name that makes it worth reading.
   */
  place(bytes: Buffer, start: number, end: number, escaped: boolean): boolean {
    if (this.#holder === null) return this.#skip(bytes, start, end) === end;
    const isText = bytes[start] === quote;
    this.start = isText ? start + 1 : start;
    this.end = isText ? end - 1 : end;
    this.kind = isText ? (escaped ? spotKinds.escapedText : spotKinds.text) : spotKinds.other;
    return true;
  }

  #readNumber(holder: Record<string | number, unknown>, bytes: Buffer, at: number): number {
    const stop = numberEnd(bytes, at);
    if (stop < 0) return -1;
    let value = 0;
    for (let i = at; i < stop; i++) {
      const byte = bytes[i] as number;
      if (byte < zero || byte > nine || i - at === exactDigits) {
        value = Number(bytes.toString("latin1", at, stop));
        break;
      }
      value = value * 10 + byte - zero;
    }
    holder[this.#key] = value;
    return stop;
  }

  #skip(bytes: Buffer, at: number, end: number): number {
    const first = bytes[at];
    if (first === quote) return (this.#alike as AlikeTexts).endOf(bytes, at, end);
    if (first !== openBrace && first !== openBracket) return valueEnd(bytes, at);
    const skipped = this.#skipped as SkippedValues;
    const seen = skipped.endOf(bytes, at, end);
    if (seen >= 0) return seen;
    const stop = valueEnd(bytes, at);
    return stop >= 0 && skipped.take(bytes, at, stop) ? stop : -1;
  }
}
