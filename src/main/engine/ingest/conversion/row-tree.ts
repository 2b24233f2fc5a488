import { skipSpace, stringEnd, valueEnd } from "../../records/plain/json-bytes.ts";

const quote = 0x22;
const colon = 0x3a;
const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** A value of a row and where it is. */
export interface RowNode {
  /** The member's name or the element's position in what it is in. */
  key: string | number;
  start: number;
  end: number;
  /** Members of an object, elements of a list; null for other values. */
  inner: RowNode[] | null;
  isList: boolean;
}

const maxDepth = 12;
/** Names with an escape could spell any other; a control character is no JSON. `__proto__` cannot be assigned. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
const unclearName = /[\0-\x1f\\]|^__proto__$/;

/** Finds the values of a row. @returns null where it is not plain JSON (json-bytes.ts), or an object has a name twice. */
export function findValues(bytes: Buffer, at: number, key: string | number = "", depth = 0): RowNode | null {
  const first = bytes[at];
  if (first !== openBrace && first !== openBracket) {
    const end = valueEnd(bytes, at);
    return end < 0 ? null : { key, start: at, end, inner: null, isList: false };
  }
  if (depth === maxDepth) return null;
  const isList = first === openBracket;
  const close = isList ? closeBracket : closeBrace;
  const inner: RowNode[] = [];
  const names = new Set<string>();
  let next = skipSpace(bytes, at + 1);
  if (bytes[next] === close) return { key, start: at, end: next + 1, inner, isList };
  for (;;) {
    let name: string | number = inner.length;
    if (!isList) {
      const end = bytes[next] === quote ? stringEnd(bytes, next + 1) : -1;
      if (end < 0) return null;
      name = bytes.toString("utf8", next + 1, end);
      if (unclearName.test(name) || names.has(name)) return null;
      names.add(name);
      next = skipSpace(bytes, end + 1);
      if (bytes[next] !== colon) return null;
      next = skipSpace(bytes, next + 1);
    }
    const value = findValues(bytes, next, name, depth + 1);
    if (value === null) return null;
    inner.push(value);
    next = skipSpace(bytes, value.end);
    if (bytes[next] === close) return { key, start: at, end: next + 1, inner, isList };
    if (bytes[next] !== comma) return null;
    next = skipSpace(bytes, next + 1);
  }
}

/** Whether two rows have the same values inside, as far as names and positions say. */
export function isSameShape(a: RowNode, b: RowNode): boolean {
  if (a.inner === null || b.inner === null || a.isList !== b.isList || a.inner.length !== b.inner.length || a.inner.length === 0)
    return false;
  return a.isList || a.inner.every(({ key }, i) => key === (b.inner as RowNode[])[i]?.key);
}
