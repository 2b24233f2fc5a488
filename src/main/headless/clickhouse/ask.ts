import { AssayError, type SqlAnswer, type SqlCell, sqlLimits } from "../../../contract/index.ts";
import type { ClickHouseConnection, Settings } from "./client.ts";
import { readLines } from "./read-lines.ts";

type Answer = Omit<SqlAnswer, "elapsedMs" | "sealed">;

/**
 * Asks one statement that reads. The answer is cut at `maxRows` and 5 MB, whatever the server would send.
 * @param sql without FORMAT. @throws ServerFailure, AssayError, or Node's error.
 */
export async function ask(
  connection: ClickHouseConnection,
  sql: string,
  { maxRows, settings, signal }: { maxRows: number; settings: Settings; signal: AbortSignal },
): Promise<Answer> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const { bytes } = await connection.send(
    `${sql.trim().replace(/;+\s*$/, "")}\nFORMAT JSONCompactEachRowWithNamesAndTypes`,
    settings,
    both,
  );
  let names: string[] | null = null;
  let types: string[] | null = null;
  const rows: SqlCell[][] = [];
  let sizeBytes = 0;
  let cut: Answer["cut"] = null;
  const limits = { maxLineBytes: sqlLimits.maxBytes, onTooLong: () => (cut = "bytes") };
  for await (const line of readLines(bytes, limits)) {
    if (names === null) names = readRow(line) as string[];
    else if (types === null) types = readRow(line) as string[];
    else {
      sizeBytes += line.length;
      if (rows.length === maxRows) cut = "rows";
      else if (sizeBytes > sqlLimits.maxBytes) cut = "bytes";
      if (cut !== null) break;
      const columnTypes = types;
      rows.push(readRow(quoteLongNumbers(line)).map((value, i) => toCell(value, columnTypes[i] ?? "")));
    }
  }
  stop.abort();
  const columns = (names ?? []).map((name, i) => ({ name, type: types?.[i] ?? "" }));
  return { columns, rows, cut };
}

function readRow(line: string): unknown[] {
  try {
    const row: unknown = JSON.parse(line);
    if (Array.isArray(row)) return row;
  } catch {}
  throw new AssayError("io", "What answers is no ClickHouse: its answer is not in the format that was asked for.", {
    fix: "Give the address of ClickHouse's HTTP interface.",
  });
}

/**
 * Puts whole numbers of 16 digits and more in quotes: JSON.parse would round them. Servers have a setting for it, which users who may set nothing cannot
 * use.
 */
export function quoteLongNumbers(json: string): string {
  if (!/\d{16}/.test(json)) return json;
  return json.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (found) =>
    found.length >= 16 && /^-?\d{16,}$/.test(found) ? `"${found}"` : found,
  );
}

const whole = /^(?:Nullable\(|LowCardinality\()*U?Int\d+/;
const decimal = /^(?:Nullable\(|LowCardinality\()*Decimal/;

/** Whole numbers that JavaScript holds exactly are numbers, others their digits; lists and maps are JSON. */
function toCell(value: unknown, type: string): SqlCell {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value !== "string") return JSON.stringify(value);
  if (whole.test(type) && Number.isSafeInteger(Number(value))) return Number(value);
  return decimal.test(type) ? Number(value) : value;
}
