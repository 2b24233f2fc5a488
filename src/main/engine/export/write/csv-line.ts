import { wellFormed } from "./json-line.ts";

/** RFC 4180: CRLF ends a record, and is part of it here. */
const end = "\r\n";
/** A spreadsheet takes a cell that starts with one of these for a formula, and runs it. @see https://owasp.org/www-community/attacks/CSV_Injection */
const formulaStart = /^[=+\-@\t\r]/;
const needsQuotes = /[",\r\n]/;

/** A line of a CSV file. Text that a spreadsheet would run gets an apostrophe in front; what is no text is written as JSON, null as nothing. */
export function toCsvLine(values: readonly unknown[]): string {
  return values.map(toCell).join(",") + end;
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = (typeof value === "string" ? value : JSON.stringify(wellFormed(value))).toWellFormed();
  const safe = formulaStart.test(text) ? `'${text}` : text;
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
