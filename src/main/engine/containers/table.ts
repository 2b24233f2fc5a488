import type { Container } from "./container-json.ts";

/** A header and rows, separated by commas, tabs, semicolons or bars (RFC 4180). */

const delimiters = [",", "\t", ";", "|"];
const maxRows = 50;

/**
 * Detects a table by its beginning: a header of names, and rows with as many fields. Fields in quotes may hold delimiters and line breaks.
 * @param isWhole whether the text is the whole file; otherwise its last row may be cut off.
 */
export function detectTable(text: string, isWhole: boolean): Container | null {
  if (/^\ufeff?sep=.\r?\n/i.test(text)) return excelHint;
  for (const delimiter of delimiters) {
    if (!text.includes(delimiter)) continue;
    const rows = readRows(text, delimiter, isWhole);
    if (rows !== null && isTable(rows)) return { ...table, reads: { type: "table", delimiter } };
    if (rows?.length === 1 && isWhole && rows[0]?.every((name) => plainName.test(name)) && rows[0].length > 1) return headerAlone;
  }
  return null;
}

const table = { description: "is a table (CSV), not lines of JSON", advice: "Write each row as a record: one JSON object a line." };
const excelHint: Container = {
  description: "begins with a line for Excel (sep=), which is no row of the table",
  command: "tail -n +2 FILE",
};
const headerAlone: Container = { description: "is a table of a header without rows", advice: "There is nothing to import yet." };
/** A sentence with commas is no header. */
const plainName = /^[\w.-]+$/;

/** The same for a table of one column: nothing but the file's name tells it from lines of text. */
export function detectColumn(text: string, isWhole: boolean, name: string): Container | null {
  if (!/\.(csv|tsv)(\.(gz|zst))?$/i.test(name)) return null;
  const rows = readRows(text.replace(/^\ufeff/, ""), ",", isWhole);
  const [header] = rows ?? [];
  if (header?.length !== 1 || !isName(header[0] ?? "")) return null;
  return rows?.length === 1 && isWhole ? headerAlone : { ...table, reads: { type: "table", delimiter: "," } };
}

/**
 * Names of the columns, as DuckDB has them: one that comes again, in whatever case, and one that is missing get another.
 * @param text the beginning of the table. @returns null where its first row does not end in it.
 */
export function readNames(text: string, delimiter: string): string[] | null {
  const [header] = readRows(text.replace(/^\ufeff/, ""), delimiter, false) ?? [];
  if (header === undefined) return null;
  const taken = new Set<string>();
  return header.map((given, i) => {
    let name = given.trim() === "" ? `column${i}` : given;
    for (let n = 1; taken.has(name.toLowerCase()); n++) name = `${given}_${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

function isTable([header, ...rows]: readonly string[][]): boolean {
  if (header === undefined || header.length < 2 || rows.length === 0) return false;
  // The first name may be missing: tables written with row numbers or row names have none for that column.
  if (!header.every((name, i) => (i === 0 && name === "") || isName(name))) return false;
  const alike = rows.filter((row) => row.length === header.length).length;
  // Real tables have a broken row now and then; text with commas has none that fits for long.
  return alike >= (rows.length < 10 ? 0.6 : 0.9) * rows.length;
}

/** A prompt can be the name of a column: evaluation tools write one a prompt. */
const isName = (name: string) => name.trim() !== "" && !/^\s*[{"]|[\0-\b]/.test(name);

/** The first rows; null when a quote does not end, or a row begins with an object or array, as lines of JSON do. */
function readRows(text: string, delimiter: string, isWhole: boolean): string[][] | null {
  const rows: string[][] = [];
  for (let at = 0; at < text.length && rows.length <= maxRows; ) {
    const row: string[] = [];
    for (let ended = false; !ended; ) {
      const field = readField(text, at, delimiter);
      if (field === null || (field.end >= text.length && !isWhole)) return field === null && isWhole ? null : rows;
      row.push(field.value);
      ended = text[field.end] !== delimiter;
      at = field.end + (text.startsWith("\r\n", field.end) ? 2 : 1);
    }
    const [first] = row;
    if (row.length === 1 && first?.trim() === "") continue;
    if (/^\s*[[{]/.test(first ?? "") && rows.length === 0) return null;
    rows.push(row);
  }
  return rows;
}

/** The field that begins at `at`; null when its quote does not end in the text. */
function readField(text: string, at: number, delimiter: string): { value: string; end: number } | null {
  if (text[at] !== '"') {
    let end = at;
    while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end++;
    return { value: text.slice(at, end), end };
  }
  for (let i = at + 1; ; i = i + 2) {
    i = text.indexOf('"', i);
    if (i < 0) return null;
    if (text[i + 1] === '"') continue;
    const rest = readField(text, i + 1, delimiter);
    // Something behind the closing quote belongs to the field, as spreadsheets read it.
    return rest && { value: text.slice(at + 1, i).replaceAll('""', '"') + rest.value, end: rest.end };
  }
}
