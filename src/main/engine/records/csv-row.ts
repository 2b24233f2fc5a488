import type { Columns, ColumnType } from "./index-columns.ts";

/**
 * Rows of the index as CSV, in the form DuckDB's reader is told to expect (store/load-sql.ts): text is always quoted, so that "" is an
 * empty text and nothing at all is NULL; numbers and booleans never are.
 */
type Field = string | number | boolean | null;

/** Values by column. They may come from a record kept although invalid: a value of the wrong type becomes NULL. */
export type Row<C extends Columns> = { readonly [column in keyof C]: unknown };

const toText = (value: unknown) => (typeof value === "string" ? value : null);
const toInteger = (value: unknown) => (Number.isSafeInteger(value) ? (value as number) : null);
const toDouble = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);
const toBoolean = (value: unknown) => (typeof value === "boolean" ? value : null);

const accept: Record<ColumnType, (value: unknown) => Field> = {
  VARCHAR: toText,
  BIGINT: toInteger,
  INTEGER: toInteger,
  UINTEGER: toInteger,
  DOUBLE: toDouble,
  BOOLEAN: toBoolean,
};

/** A row's values in the order of its columns, as parameters of an INSERT. */
export function toValues<C extends Columns>(columns: C, row: Row<C>): Field[] {
  return Object.entries(columns).map(([name, type]) => accept[type](row[name]));
}

/** @returns a function that writes a row as a line of CSV, with its newline. */
export function createRowEncoder<C extends Columns>(columns: C): (row: Row<C>) => string {
  const fields = Object.entries(columns).map(([name, type]) => ({ name, accept: accept[type] }));
  return (row) => {
    let line = "";
    for (let i = 0; i < fields.length; i++) {
      const { name, accept } = fields[i] as (typeof fields)[number];
      const value = row[name];
      line += `${i === 0 ? "" : ","}${value === unknownOffset ? offsetPlaceholder : toCsv(accept(value))}`;
    }
    return `${line}\n`;
  };
}

function toCsv(value: Field): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  return value.includes('"') ? `"${value.replaceAll('"', '""')}"` : `"${value}"`;
}

/**
 * The offset of a line in its journal is not known before the line is appended, so its rows start with 15 zeros, which `writeOffset`
 * overwrites once it is. 15 digits hold every offset that a JavaScript number can.
 */
const offsetDigits = 15;
export const offsetPlaceholder = "0".repeat(offsetDigits);

/** The value of a column whose offset is filled in later; only for the first column of a row. */
export const unknownOffset = Symbol("offset");

const zero = 48;

/** Writes `offset` over the placeholder that starts at byte `at`. */
export function writeOffset(csv: Uint8Array, at: number, offset: number): void {
  // In parts of five digits: small integers divide several times faster than large ones.
  const high = Math.floor(offset / 1e10);
  const rest = offset - high * 1e10;
  const middle = Math.floor(rest / 1e5);
  writeFiveDigits(csv, at, high);
  writeFiveDigits(csv, at + 5, middle);
  writeFiveDigits(csv, at + 10, rest - middle * 1e5);
}

function writeFiveDigits(csv: Uint8Array, at: number, value: number): void {
  let rest = value | 0;
  for (let i = at + 4; i >= at; i--) {
    const tenth = (rest / 10) | 0;
    csv[i] = zero + rest - tenth * 10;
    rest = tenth;
  }
}
