import { falseEnd, numberEnd, plainEnd, skipSpace, stringEnd, trueEnd, valueEnd } from "./json-bytes.ts";
import { type Member, memberTypes, type ObjectRules } from "./object-rules.ts";

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const colon = 0x3a;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;

/** Up to 15 digits, a decimal is an exact integer over an exact power of ten, so one division rounds correctly (Clinger 1990). */
const exactDigits = 15;
const smallestNormal = 2 ** -1022;
const powersOfTen = Float64Array.from({ length: exactDigits + 1 }, (_, exponent) => 10 ** exponent);

/**
 * Recognises records that plainly match their schema, in one pass over the bytes and without allocating. It never refuses: a duplicate key, an
 * escape in a key, an unusual number or a limit that needs counting makes a record "not plain", and those are parsed and validated by Ajv.
 */
export class RecordScanner {
  readonly #rules: ObjectRules;
  /** By slot: where a member's value is, without the quotes of a string or the brackets of a list; -1 when absent. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** By slot: the value of a number; 1 or 0 for a boolean; for a string, 1 when it contains a backslash. */
  readonly values: Float64Array;

  /** Whether the last record has a member that may hold anything. */
  seesOpen = false;

  constructor(rules: ObjectRules, slots: number) {
    this.#rules = rules;
    this.starts = new Int32Array(slots);
    this.ends = new Int32Array(slots);
    this.values = new Float64Array(slots);
  }

  /**
   * @param bytes valid UTF-8 with a newline at `end`.
   * @returns whether bytes[start..end) is plainly valid; if so, the slots hold its members.
   */
  isPlain(bytes: Uint8Array, start: number, end: number): boolean {
    this.starts.fill(-1);
    this.seesOpen = false;
    if (bytes[start] !== openBrace) return false;
    const stop = this.#object(bytes, start + 1, this.#rules);
    return stop >= 0 && skipSpace(bytes, stop) === end;
  }

  #object(bytes: Uint8Array, from: number, rules: ObjectRules): number {
    let seen = 0;
    let at = skipSpace(bytes, from);
    if (bytes[at] === closeBrace) return rules.required === 0 ? at + 1 : -1;
    for (let position = 0; ; position++) {
      if (bytes[at] !== quote) return -1;
      const keyStart = at + 1;
      const member = memberAt(bytes, keyStart, rules, position);
      let keyEnd: number;
      if (member !== null) {
        if ((seen & member.bit) !== 0) return -1;
        seen |= member.bit;
        keyEnd = keyStart + member.key.length;
      } else {
        // An escape could spell a member's name.
        keyEnd = plainEnd(bytes, keyStart);
        if (bytes[keyEnd] !== quote) return -1;
      }
      at = keyEnd + 1;
      if (bytes[at] !== colon) {
        at = skipSpace(bytes, at);
        if (bytes[at] !== colon) return -1;
      }
      at++;
      if (bytes[at] === 0x20) at = skipSpace(bytes, at);
      at = member === null ? valueEnd(bytes, at) : this.#value(bytes, at, member);
      if (at < 0) return -1;
      let next = bytes[at];
      if (next !== comma && next !== closeBrace) {
        at = skipSpace(bytes, at);
        next = bytes[at];
      }
      if (next === closeBrace) {
        if ((seen & rules.open) !== 0) this.seesOpen = true;
        return (seen & rules.required) === rules.required ? at + 1 : -1;
      }
      if (next !== comma) return -1;
      at++;
      if (bytes[at] !== quote) at = skipSpace(bytes, at);
    }
  }

  #value(bytes: Uint8Array, at: number, member: Member): number {
    switch (member.type) {
      case memberTypes.string:
        return this.#string(bytes, at, member);
      case memberTypes.integer:
      case memberTypes.number:
        return this.#number(bytes, at, member);
      case memberTypes.boolean: {
        const isTrue = bytes[at] === 0x74;
        const end = isTrue ? trueEnd(bytes, at) : falseEnd(bytes, at);
        this.starts[member.slot] = at;
        this.ends[member.slot] = end;
        this.values[member.slot] = isTrue ? 1 : 0;
        return end;
      }
      case memberTypes.object:
        if (bytes[at] !== openBrace) return -1;
        return this.#object(bytes, at + 1, member.object as ObjectRules);
      case memberTypes.strings:
        return this.#strings(bytes, at, member);
      case memberTypes.any:
        return valueEnd(bytes, at);
      default:
        return -1;
    }
  }

  #string(bytes: Uint8Array, at: number, member: Member): number {
    if (bytes[at] !== quote) return -1;
    const start = at + 1;
    const plain = plainEnd(bytes, start);
    const escaped = bytes[plain] !== quote;
    const end = escaped ? stringEnd(bytes, plain) : plain;
    const length = end - start;
    if (end < 0 || length > member.maxBytes) return -1;
    // n bytes may be fewer than n characters: only minBytes 0 and 1 can be checked in bytes.
    if (member.minBytes > 1 || length < member.minBytes) return -1;
    this.starts[member.slot] = start;
    this.ends[member.slot] = end;
    this.values[member.slot] = escaped ? 1 : 0;
    return end + 1;
  }

  /** Strings without escapes, so that their characters can be copied as they are. */
  #strings(bytes: Uint8Array, at: number, member: Member): number {
    if (bytes[at] !== openBracket) return -1;
    this.starts[member.slot] = at + 1;
    at = skipSpace(bytes, at + 1);
    for (let items = 0; bytes[at] !== closeBracket || items > 0; items++) {
      if (items >= member.maxItems || bytes[at] !== quote) return -1;
      const start = at + 1;
      const end = plainEnd(bytes, start);
      const length = end - start;
      if (bytes[end] !== quote || length < member.minBytes || length > member.maxBytes) return -1;
      at = skipSpace(bytes, end + 1);
      if (bytes[at] === closeBracket) break;
      if (bytes[at] !== comma) return -1;
      at = skipSpace(bytes, at + 1);
    }
    this.ends[member.slot] = at;
    return at + 1;
  }

  /** Digits with at most one point, and an exponent perhaps. A sign is not plain, nor are more than 15 digits of a whole number. */
  #number(bytes: Uint8Array, at: number, member: Member): number {
    const start = at;
    let byte = bytes[at] as number;
    let digits = 0;
    let decimals = 0;
    while (byte >= zero && byte <= nine) {
      digits = digits * 10 + (byte - zero);
      byte = bytes[++at] as number;
    }
    const whole = at - start;
    if (whole === 0 || (whole > 1 && bytes[start] === zero)) return -1;
    if (byte === point) {
      if (member.type === memberTypes.integer) return -1;
      byte = bytes[++at] as number;
      while (byte >= zero && byte <= nine) {
        digits = digits * 10 + (byte - zero);
        decimals++;
        byte = bytes[++at] as number;
      }
      if (decimals === 0) return -1;
    }
    let value: number;
    if (whole + decimals > exactDigits || (byte | 0x20) === 0x65) {
      if (member.type === memberTypes.integer) return -1;
      at = numberEnd(bytes, start);
      if (at < 0) return -1;
      value = toDouble(bytes, start, at);
      // The index refuses digits that no double holds.
      if (!(value >= smallestNormal && value < Number.POSITIVE_INFINITY)) return -1;
    } else value = decimals === 0 ? digits : digits / (powersOfTen[decimals] as number);
    if (value < member.minimum || value > member.maximum) return -1;
    this.starts[member.slot] = start;
    this.ends[member.slot] = at;
    this.values[member.slot] = value;
    return at;
  }
}

/** The number in so many digits, rounded as `JSON.parse` does. */
function toDouble(bytes: Uint8Array, start: number, end: number): number {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] as number);
  return Number(text);
}

function isKey(bytes: Uint8Array, at: number, key: Uint8Array): boolean {
  const length = key.length;
  if (bytes[at + length] !== quote) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== key[i]) return false;
  return true;
}

/** The member whose key starts at `at`; null when the object has none of that name. */
function memberAt(bytes: Uint8Array, at: number, rules: ObjectRules, position: number): Member | null {
  const expected = rules.expected[position];
  if (expected && isKey(bytes, at, expected.key)) return expected;
  for (const member of rules.members) {
    if (isKey(bytes, at, member.key)) {
      // Bounded: records that do not look alike must not make the list grow.
      if (position < 64) rules.expected[position] = member;
      return member;
    }
  }
  return null;
}
