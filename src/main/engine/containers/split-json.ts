import { carriageReturn, newline } from "../lines/line-bytes.ts";

/**
 * Turns JSON values that follow each other, or lie in one array, into one value a line, without parsing them: bytes stay as they are, except
 * that white space over several lines becomes blanks. Works on pieces of any size, so that a file of any size takes little memory.
 */
export interface SplitState {
  /** Keys that lead to the array; empty when the values are at the top. */
  readonly path: readonly string[];
  /** How many of those keys were found. */
  level: number;
  /** Whether values are being read; false on the way to the array, and behind it when there is a path. */
  reading: boolean;
  /** Brackets open around the current byte. */
  depth: number;
  /** Brackets open around a value: 1 within an array whose elements are the values. */
  base: number;
  /** Whether a value has begun. */
  inValue: boolean;
  inString: boolean;
  escaped: boolean;
  /** On the way: whether the next string is a key of the object that is looked into, its bytes so far, and the last key. */
  expectsKey: boolean;
  keyBytes: number[];
  key: string | null;
  /** Values begun so far. */
  rows: number;
}

/** @param path keys that lead to the array of values. Empty: the values are the elements of every array at the top, or values there. */
export function startSplit(path: readonly string[]): SplitState {
  return {
    path,
    level: 0,
    reading: path.length === 0,
    depth: 0,
    base: 0,
    inValue: false,
    inString: false,
    escaped: false,
    expectsKey: false,
    keyBytes: [],
    key: null,
    rows: 0,
  };
}

const quote = 34;
const comma = 44;
const colon = 58;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;
const space = 32;
const tab = 9;
/** Written before each value of a JSON text sequence (RFC 7464). */
const recordSeparator = 30;

const isBlank = (byte: number) => byte === space || byte === newline || byte === carriageReturn || byte === tab || byte === recordSeparator;

/**
 * Splits the next piece.
 * @param state changed in place.
 * @returns the lines begun or continued in this piece, to be appended to what came before.
 */
export function splitPiece(bytes: Uint8Array, state: SplitState): Uint8Array<ArrayBuffer> {
  // A line end a value at most; the shortest values are single digits with a comma between them.
  const out = new Uint8Array(bytes.length * 2 + 1);
  let to = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (!state.reading) {
      seek(state, byte);
      continue;
    }
    if (state.inString) {
      // A raw line break in a string is no JSON; as a tab it is still none, and stays on its line.
      out[to++] = byte === newline || byte === carriageReturn ? tab : byte;
      if (state.escaped) state.escaped = false;
      else if (byte === backslash) state.escaped = true;
      else if (byte === quote) {
        state.inString = false;
        if (state.depth === state.base) to = endValue(state, out, to);
      }
      continue;
    }
    if (!state.inValue) {
      if (isBlank(byte) || byte === comma) continue;
      if (state.base === 1 && byte === closeBracket) {
        state.depth = 0;
        state.base = 0;
        if (state.path.length > 0) return ended(state, out, to);
        continue;
      }
      if (state.base === 0 && state.path.length === 0 && byte === openBracket) {
        state.depth = 1;
        state.base = 1;
        continue;
      }
      state.inValue = true;
      state.rows++;
    } else if (state.depth === state.base && (isBlank(byte) || byte === comma || (state.base === 1 && byte === closeBracket))) {
      // The end of a number, a word or of what is no JSON.
      to = endValue(state, out, to);
      i--;
      continue;
    }
    out[to++] = byte === newline || byte === carriageReturn ? space : byte;
    if (byte === quote) state.inString = true;
    else if (byte === openBrace || byte === openBracket) state.depth++;
    else if ((byte === closeBrace || byte === closeBracket) && state.depth > state.base) {
      state.depth--;
      if (state.depth === state.base) to = endValue(state, out, to);
    }
  }
  return out.subarray(0, to);
}

function endValue(state: SplitState, out: Uint8Array, to: number): number {
  state.inValue = false;
  out[to] = newline;
  return to + 1;
}

/** Behind the array that the path leads to, nothing is a value. */
function ended(state: SplitState, out: Uint8Array<ArrayBuffer>, to: number): Uint8Array<ArrayBuffer> {
  state.reading = false;
  state.level = state.path.length;
  return out.subarray(0, to);
}

/** Follows the keys of the path to the array. */
function seek(state: SplitState, byte: number): void {
  if (state.level >= state.path.length) return;
  if (state.inString) {
    if (state.escaped) state.escaped = false;
    else if (byte === backslash) state.escaped = true;
    else if (byte === quote) {
      state.inString = false;
      if (state.expectsKey) {
        state.key = readKey(state.keyBytes);
        state.expectsKey = false;
        state.keyBytes = [];
      }
      return;
    }
    if (state.expectsKey) state.keyBytes.push(byte);
    return;
  }
  const isHere = state.depth === state.level + 1;
  if (byte === quote) state.inString = true;
  else if (byte === comma && isHere) {
    state.expectsKey = true;
    state.key = null;
  } else if (byte === openBrace) {
    state.depth++;
    if (state.depth === 1) state.expectsKey = true;
    else if (isHere && state.key === state.path[state.level]) {
      state.level++;
      state.expectsKey = true;
      state.key = null;
    }
  } else if (byte === openBracket) {
    state.depth++;
    if (isHere && state.level === state.path.length - 1 && state.key === state.path[state.level]) {
      state.reading = true;
      state.depth = 1;
      state.base = 1;
    }
  } else if (byte === closeBrace || byte === closeBracket) state.depth--;
  else if (byte === colon && isHere) state.expectsKey = false;
}

function readKey(bytes: readonly number[]): string | null {
  try {
    return JSON.parse(`"${Buffer.from(bytes).toString("utf8")}"`) as string;
  } catch {
    return null;
  }
}
