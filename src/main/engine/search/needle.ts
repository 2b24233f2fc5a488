/**
 * How a text is found in lines of JSON without parsing each: a pattern over the raw bytes that misses nothing, and a judge of
 * what it finds. Letter case is ignored as Unicode's simple case folding says (ECMA-262, flags `iu`).
 */
export interface Needle {
  /**
   * Matches in raw bytes read as latin1, wherever the text may stand: in JSON it can be spelled in many ways. It may match more (a key, a
   * number), never less.
   * @param withUnicodeEscapes whether `\u…` occurs in the bytes at all; without them the pattern is simpler and faster.
   */
  rough(withUnicodeEscapes: boolean): RegExp;
  /** Whether a text, parsed, holds the needle. */
  isIn(text: string): boolean;
}

/** @param text not empty. */
export function needleOf(text: string): Needle {
  const exact = new RegExp(literal(text), "iu");
  const characters = [...text].slice(0, mostRoughCharacters).map(spellings);
  const rough = (withUnicodeEscapes: boolean) =>
    new RegExp(characters.map(({ raw, escaped }) => (withUnicodeEscapes ? anyOf([...raw, ...escaped]) : anyOf(raw))).join(""), "g");
  const patterns = { plain: rough(false), unicode: rough(true) };
  return {
    rough: (withUnicodeEscapes) => (withUnicodeEscapes ? patterns.unicode : patterns.plain),
    isIn: (parsed) => exact.test(parsed),
  };
}

/** The beginning of a long text tells enough; all of it would be compared anew at every byte of a line of one letter. */
const mostRoughCharacters = 24;

const literal = (text: string) => text.replace(/[$()*+.?[\\\]^{|}/]/g, "\\$&");

/** A text that cannot be there: half a surrogate pair has no bytes. */
const never = "(?!)";

function anyOf(patterns: readonly string[]): string {
  if (patterns.length === 0) return never;
  // A class is looked ahead for; alternatives are tried one by one.
  if (patterns.every((pattern) => /^[\da-z]$/i.test(pattern))) return `[${patterns.join("")}]`;
  return patterns.length === 1 ? (patterns[0] as string) : `(?:${patterns.join("|")})`;
}

const shortEscapes = new Map(Object.entries({ '"': '"', "\\": "\\", "/": "/", "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t" }));

/** Patterns of every way a character, or one that differs only in case, is spelled in a JSON string. */
function spellings(character: string): { raw: string[]; escaped: string[] } {
  const raw: string[] = [];
  const escaped: string[] = [];
  for (const same of sameButForCase(character)) {
    const short = shortEscapes.get(same);
    if (short !== undefined) raw.push(`\\\\${literal(short)}`);
    // Quotes, backslashes and control characters stand in a string only as escapes; half a surrogate pair has no bytes.
    if (same >= " " && same !== '"' && same !== "\\" && same.isWellFormed()) raw.push(literal(Buffer.from(same).toString("latin1")));
    escaped.push(unicodeEscape(same));
  }
  return { raw, escaped };
}

function unicodeEscape(character: string): string {
  let pattern = "";
  for (let i = 0; i < character.length; i++) {
    const hex = character.charCodeAt(i).toString(16).padStart(4, "0");
    pattern += `\\\\u${hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)}`;
  }
  return pattern;
}

/** Every character that has a case: some 2 800. Made once, in about 20 ms, by whoever searches. */
let cased: string | undefined;

function sameButForCase(character: string): Set<string> {
  cased ??= casedCharacters();
  return new Set([character, ...(cased.match(new RegExp(literal(character), "giu")) ?? [])]);
}

function casedCharacters(): string {
  // Beyond the first two planes no character has a case.
  const lastCodePoint = 0x1ffff;
  let found = "";
  for (let point = 0; point <= lastCodePoint; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const character = String.fromCodePoint(point);
    if (character.toLowerCase() !== character || character.toUpperCase() !== character) found += character;
  }
  return found;
}
