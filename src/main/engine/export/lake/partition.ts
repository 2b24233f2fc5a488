import { createHash } from "node:crypto";
import { executionTable, toExecutionRow } from "../executions/execution-table.ts";

/** What the folders of a lake are named by, in their order. */
export const partitionColumns = [
  { name: "day", type: "VARCHAR" },
  { name: "engine", type: "VARCHAR" },
] as const;

/** The columns of a row before it is put into its folder: those of its file, and what the folders are named by. */
export const lakeColumns = [...executionTable, ...partitionColumns];

/** A folder's name has room for 255 bytes, and DuckDB writes a byte that is not plain as three. */
const maxNameBytes = 180;
const headCharacters = 40;

/**
 * An engine's name in a path: the name itself, as far as it fits; else its beginning and a hash, so that two engines never share a folder. The column
 * `engine_id` in the files has it whole.
 */
export function toPartitionName(engineId: string): string {
  const name = engineId.toWellFormed();
  if (encodeURIComponent(name).length <= maxNameBytes) return name;
  const head = [...name].slice(0, headCharacters).join("").slice(0, headCharacters);
  // Of letters that take nine bytes each, fewer.
  const short = encodeURIComponent(head).length <= maxNameBytes - 20 ? head : [...head].slice(0, 12).join("");
  return `${short}~${createHash("sha256").update(engineId).digest("hex").slice(0, 16)}`;
}

/** The day of a Unix time in UTC: "2026-11-27"; null for none that a calendar has. */
export function toDay(seconds: unknown): string | null {
  if (typeof seconds !== "number") return null;
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? null : at.toISOString().slice(0, -14);
}

/** @param line of events.jsonl. Without an engine or a time it goes into the folder that Hive has for unknown values. */
export function toLakeRow(line: string): Record<string, string | number | boolean | null> {
  const row = toExecutionRow(line);
  return { ...row, day: toDay(row.timestamp), engine: typeof row.engine_id === "string" ? toPartitionName(row.engine_id) : null };
}
