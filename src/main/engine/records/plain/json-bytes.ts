/**
 * Skips over JSON in bytes, strictly by RFC 8259. Each function takes the start of a value and returns its end, or -1 when it is not plainly
 * valid: then Ajv decides. A newline must follow the last byte, so that no scan runs past the end.
 */

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const minus = 0x2d;
const plus = 0x2b;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** 1 for bytes that end or interrupt the plain run of a string: quote, backslash, control characters. */
const special = Uint8Array.from({ length: 256 }, (_, byte) => (byte < 0x20 || byte === quote || byte === backslash ? 1 : 0));
/** 1 for bytes that may follow a backslash, except u. */
export const shortEscape = Uint8Array.from({ length: 256 }, (_, byte) => ('"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0));

/** Far below what the validator allows: a plain record is flat. */
const maxDepth = 16;

export function skipSpace(bytes: Uint8Array, at: number): number {
  let byte = bytes[at];
  // Not a newline: it ends the line.
  while (byte === 0x20 || byte === 0x09 || byte === 0x0d) byte = bytes[++at];
  return at;
}

const hexDigit = (byte: number): number => {
  if (byte >= zero && byte <= nine) return byte - zero;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
};

/** The code unit of the four hex digits at `at`, or -1. */
export function codeUnit(bytes: Uint8Array, at: number): number {
  let unit = 0;
  for (let i = 0; i < 4; i++) {
    const digit = hexDigit(bytes[at + i] ?? 0);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

/** Where the plain run of a string ends: at its closing quote, an escape, or an invalid byte. */
export function plainEnd(bytes: Uint8Array, at: number): number {
  while (special[bytes[at] as number] === 0) at++;
  return at;
}

/**
 * @param at after the opening quote, or anywhere in the plain run.
 * @returns where the closing quote is. Lone surrogates are not plain.
 */
export function stringEnd(bytes: Uint8Array, at: number): number {
  for (;;) {
    at = plainEnd(bytes, at);
    const byte = bytes[at];
    if (byte === quote) return at;
    if (byte !== backslash) return -1;
    const letter = bytes[at + 1] as number;
    if (shortEscape[letter] === 1) at += 2;
    else if (letter === 0x75) {
      const unit = codeUnit(bytes, at + 2);
      if (unit < 0 || (unit >= 0xdc00 && unit <= 0xdfff)) return -1;
      at += 6;
      if (unit < 0xd800 || unit > 0xdbff) continue;
      if (bytes[at] !== backslash || bytes[at + 1] !== 0x75) return -1;
      const low = codeUnit(bytes, at + 2);
      if (low < 0xdc00 || low > 0xdfff) return -1;
      at += 6;
    } else return -1;
  }
}

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= zero && byte <= nine;

/** @returns where any number ends. */
export function numberEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] === minus) at++;
  if (!isDigit(bytes[at])) return -1;
  if (bytes[at] === zero) at++;
  else while (isDigit(bytes[at])) at++;
  if (bytes[at] === point) {
    if (!isDigit(bytes[++at])) return -1;
    while (isDigit(bytes[at])) at++;
  }
  if (((bytes[at] ?? 0) | 0x20) === 0x65) {
    at++;
    if (bytes[at] === minus || bytes[at] === plus) at++;
    if (!isDigit(bytes[at])) return -1;
    while (isDigit(bytes[at])) at++;
  }
  return at;
}

function wordEnd(bytes: Uint8Array, at: number, word: string): number {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return -1;
  return at + word.length;
}

export const trueEnd = (bytes: Uint8Array, at: number) => wordEnd(bytes, at, "true");
export const falseEnd = (bytes: Uint8Array, at: number) => wordEnd(bytes, at, "false");

/** @returns where any value ends. */
export function valueEnd(bytes: Uint8Array, at: number, depth = 0): number {
  switch (bytes[at]) {
    case quote: {
      const end = stringEnd(bytes, at + 1);
      return end < 0 ? -1 : end + 1;
    }
    case openBrace:
      return depth < maxDepth ? membersEnd(bytes, at + 1, depth + 1) : -1;
    case openBracket:
      return depth < maxDepth ? elementsEnd(bytes, at + 1, depth + 1) : -1;
    case 0x74:
      return trueEnd(bytes, at);
    case 0x66:
      return falseEnd(bytes, at);
    case 0x6e:
      return wordEnd(bytes, at, "null");
    default:
      return numberEnd(bytes, at);
  }
}

function membersEnd(bytes: Uint8Array, at: number, depth: number): number {
  at = skipSpace(bytes, at);
  if (bytes[at] === closeBrace) return at + 1;
  for (;;) {
    if (bytes[at] !== quote) return -1;
    at = stringEnd(bytes, at + 1);
    if (at < 0) return -1;
    at = skipSpace(bytes, at + 1);
    if (bytes[at] !== colon) return -1;
    at = valueEnd(bytes, skipSpace(bytes, at + 1), depth);
    if (at < 0) return -1;
    at = skipSpace(bytes, at);
    if (bytes[at] === closeBrace) return at + 1;
    if (bytes[at] !== comma) return -1;
    at = skipSpace(bytes, at + 1);
  }
}

function elementsEnd(bytes: Uint8Array, at: number, depth: number): number {
  at = skipSpace(bytes, at);
  if (bytes[at] === closeBracket) return at + 1;
  for (;;) {
    at = valueEnd(bytes, at, depth);
    if (at < 0) return -1;
    at = skipSpace(bytes, at);
    if (bytes[at] === closeBracket) return at + 1;
    if (bytes[at] !== comma) return -1;
    at = skipSpace(bytes, at + 1);
  }
}
