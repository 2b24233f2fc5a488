/** What the searched bytes can hold: only ASCII, any UTF-8, or UTF-8 with `\u…` escapes too. */
export type Spelling = "ascii" | "utf8" | "escapes";

/** Matches nothing. */
const never = "(?!)";

const literal = (text: string) => text.replace(/[$()*+.?[\\\]^{|}/-]/g, "\\$&");
const shortEscapes = new Map(Object.entries({ '"': '"', "\\": "\\", "/": "/", "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t" }));

/** A pattern, over bytes read as latin1, of every way one of these characters is spelled in a JSON string. */
export function spelled(characters: readonly string[], spelling: Spelling): string {
  const raw: string[] = [];
  const escaped: string[] = [];
  for (const character of characters) {
    const isAscii = character <= "\x7f";
    if (!isAscii && spelling === "ascii") continue;
    const short = shortEscapes.get(character);
    if (short !== undefined) escaped.push(`\\\\${literal(short)}`);
    // Quotes, backslashes and control characters are always escaped in a string.
    if (character >= " " && character !== '"' && character !== "\\") raw.push(Buffer.from(character).toString("latin1"));
    if (spelling === "escapes") escaped.push(unicodeEscape(character));
  }
  const all = [...byLastByte(raw), ...escaped];
  if (all.length === 0) return never;
  return all.length === 1 && /^(?:\[[^\]]*\]|\\?.)$/s.test(all[0] ?? "") ? (all[0] as string) : `(?:${all.join("|")})`;
}

/** One byte beyond ASCII, or one escaped code unit: what marks and letters of other scripts consist of. */
export function anyBytes(spelling: Spelling): string {
  if (spelling === "ascii") return never;
  return spelling === "utf8" ? "[\\x80-\\xff]" : "(?:[\\x80-\\xff]|\\\\u[\\da-fA-F]{4})";
}

/**
 * Sequences that differ only in their last byte become one with a character class. Single bytes next to longer sequences stay alternatives:
 * with a class, V8 looks ahead differently, which took up to twice as long in a text without a match.
 */
function byLastByte(sequences: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const sequence of new Set(sequences)) {
    const start = sequence.slice(0, -1);
    const group = groups.get(start);
    if (group === undefined) groups.set(start, [sequence.slice(-1)]);
    else group.push(sequence.slice(-1));
  }
  return [...groups].flatMap(([start, ends]) => {
    if (start === "" && groups.size > 1) return ends.map(literal);
    return literal(start) + (ends.length === 1 ? literal(ends[0] as string) : `[${ends.map(literal).join("")}]`);
  });
}

function unicodeEscape(character: string): string {
  let pattern = "";
  for (let i = 0; i < character.length; i++) {
    const hex = character.charCodeAt(i).toString(16).padStart(4, "0");
    pattern += `\\\\u${hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)}`;
  }
  return pattern;
}
