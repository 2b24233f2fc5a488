import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync, inflateRawSync } from "node:zlib";
import { type Conversion, createConverter } from "../dialects/convert.ts";
import type { Companion, Dialect, MappingContext } from "../dialects/dialect.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";

/** Foreign files for tests of dialects: read simply, independently of the importer's own containers, and converted whole. */

/** A file, or an entry of an archive, with its rows. */
export interface ForeignFile {
  name: string;
  rows: unknown[];
}

/** The files that a path gives: one, the entries of a zip, or those of a folder and its folders. */
export function readForeign(path: string, name = basename(path)): ForeignFile[] {
  if (statSync(path).isDirectory())
    return readdirSync(path)
      .filter((entry) => entry !== "SOURCE.md")
      .sort()
      .flatMap((entry) => readForeign(join(path, entry), entry));
  let bytes: Buffer = readFileSync(path);
  if (bytes.subarray(0, 2).toString("hex") === "1f8b") bytes = gunzipSync(bytes);
  if (bytes.subarray(0, 4).toString("latin1") !== "PK\u0003\u0004") return [{ name, rows: toRows(bytes.toString("utf8"), name) }];
  return unzip(bytes).map((entry) => ({ name: `${name}/${entry.name}`, rows: toRows(entry.text, entry.name) }));
}

function toRows(text: string, name: string): unknown[] {
  if (name.endsWith(".csv")) return csvRows(text);
  try {
    const whole: unknown = JSON.parse(text);
    return Array.isArray(whole) ? whole : [whole];
  } catch {
    return text
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .flatMap((line) => {
        try {
          return [JSON.parse(line)];
        } catch {
          return [];
        }
      });
  }
}

/** Objects of strings; a name that occurs again gets "_1", "_2", …, as DuckDB does. */
function csvRows(text: string): unknown[] {
  const table: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (quoted && c === '"' && text[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === "," || c === "\n")) {
      (table.at(-1) as string[]).push(cell.replace(/\r$/, ""));
      cell = "";
      if (c === "\n") table.push([]);
    } else cell += c;
  }
  if (cell !== "" || (table.at(-1) as string[]).length > 0) (table.at(-1) as string[]).push(cell);
  const [head = [], ...body] = table.filter((row) => row.length > 0);
  const seen = new Map<string, number>();
  const names = head.map((title) => {
    const times = seen.get(title) ?? 0;
    seen.set(title, times + 1);
    return times === 0 ? title : `${title}_${times}`;
  });
  return body.map((row) => Object.fromEntries(names.map((title, i) => [title, row[i] ?? ""])));
}

/** Entries of a zip, stored or deflated, by its central directory. */
function unzip(bytes: Buffer): { name: string; text: string }[] {
  const end = bytes.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  const entries: { name: string; text: string }[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n--) {
    const [method, size, nameLength, extraLength, commentLength] = [10, 20, 28, 30, 32].map((offset) =>
      offset === 20 ? bytes.readUInt32LE(at + offset) : bytes.readUInt16LE(at + offset),
    ) as [number, number, number, number, number];
    const local = bytes.readUInt32LE(at + 42);
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(data, data + size);
    entries.push({
      name: bytes.toString("utf8", at + 46, at + 46 + nameLength),
      text: (method === 0 ? packed : inflateRawSync(packed)).toString("utf8"),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** Converts all rows of a file. */
export function convertRows(dialect: Dialect, file: ForeignFile, context: Partial<MappingContext> = {}): Conversion {
  const convert = createConverter(dialect, { name: file.name, answers: {}, companions: [] as Companion[], explain: true, ...context });
  const rows = file.rows.map((value, i) => ({
    value,
    number: i + 1,
    sha256: createHash("sha256").update(JSON.stringify(value)).digest("hex"),
  }));
  return convert(rows, true);
}

/** The records by kind. Throws where one breaks its schema, or a row is in no outcome. */
export function checkConversion(file: ForeignFile, { records, skipped, asks, rejected }: Conversion): void {
  const validator = new SchemaValidator();
  for (const { kind, record } of records) {
    const verdict = validator.validateLine(JSON.stringify(record), kind);
    if (!verdict.valid) throw new Error(`${file.name}: ${JSON.stringify(verdict.findings)} in ${JSON.stringify(record).slice(0, 500)}`);
  }
  const covered = new Set([...records, ...skipped, ...asks, ...rejected].flatMap(({ rows }) => rows));
  for (let number = 1; number <= file.rows.length; number++)
    if (!covered.has(number)) throw new Error(`${file.name}: row ${number} is in no outcome`);
}
