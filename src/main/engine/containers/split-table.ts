import { isUtf8 } from "node:buffer";
import { carriageReturn, isByteOrderMark, newline } from "../lines/line-bytes.ts";
import { cut, irregular, RowSplitter } from "./row-splitter.ts";

/**
 * Turns the rows of a regular table into lines of JSON, byte for byte as DuckDB does (store/copy-table.ts; a property test compares the two), at a
 * quarter of its price. Regular is what no two readers see differently: plain names, as many fields in each row, quotes only around whole fields. Lines may
 * end either way, also in one file, which DuckDB does not read. Anything else is left to it.
 */
export interface TableRules {
  /** One ASCII character. */
  delimiter: string;
  /** Of the columns; null before the header was read. */
  names: readonly string[] | null;
}

export interface TableLines {
  lines: Uint8Array<ArrayBuffer>;
  rows: number;
  /** Bytes of whole rows; what is behind them belongs to the next piece. */
  usedBytes: number;
  rules: TableRules;
}

/**
 * @param isLast whether the table ends with these bytes: then its last row may have no line end.
 * @param spare a buffer to write the lines into; another one is allocated where it is too small.
 * @returns null where the table is not regular.
 */
export function splitTable(bytes: Buffer, rules: TableRules, isLast: boolean, spare?: ArrayBuffer): TableLines | null {
  if (rules.names === null) {
    const header = readHeader(bytes, rules.delimiter);
    if (header === null) return null;
    const rest = splitTable(bytes.subarray(header.usedBytes), { ...rules, names: header.names }, isLast, spare);
    return rest && { ...rest, usedBytes: rest.usedBytes + header.usedBytes };
  }
  const splitter = new RowSplitter(bytes, { delimiter: rules.delimiter, names: rules.names }, spare);
  let usedBytes = 0;
  let rows = 0;
  for (; usedBytes < bytes.length; rows++) {
    const end = splitter.row(usedBytes, isLast);
    if (end === irregular) return null;
    if (end === cut) break;
    usedBytes = end;
  }
  return isUtf8(bytes.subarray(0, usedBytes)) ? { lines: toPlain(splitter.finish()), rows, usedBytes, rules } : null;
}

/** Not a Buffer: it goes to another thread. */
const toPlain = ({ buffer, byteOffset, length }: Buffer<ArrayBuffer>) => new Uint8Array(buffer, byteOffset, length);

/** Names that no reader changes. */
const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;

export interface TableHeader {
  names: readonly string[];
  usedBytes: number;
}

/** Reads the names of the columns. @returns null where a reader could change them. */
export function readHeader(bytes: Buffer, delimiter: string): TableHeader | null {
  const end = bytes.indexOf(newline);
  if (end <= 0) return null;
  const endsWithReturn = bytes[end - 1] === carriageReturn;
  const line = bytes.toString("latin1", isByteOrderMark(bytes) ? 3 : 0, endsWithReturn ? end - 1 : end);
  const names = line.split(delimiter).map((name) => (/^".*"$/.test(name) ? name.slice(1, -1) : name));
  const differ = new Set(names.map((name) => name.toLowerCase())).size === names.length;
  if (names.length < 2 || !differ || !names.every((name) => plainName.test(name))) return null;
  return { names, usedBytes: end + 1 };
}
