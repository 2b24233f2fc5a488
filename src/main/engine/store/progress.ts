import type { ChannelName } from "../../../contract/index.ts";
import type { Database, Statement } from "./duckdb.ts";
import { computeFingerprint } from "./fingerprint.ts";

/**
 * The table `progress`: how much of each file the index holds. A row is written in the transaction that writes what it speaks of, so
 * that a crash in between is noticed and mended on opening.
 */
export type ProgressName = ChannelName | "curation" | "quarantine";

export interface Progress {
  /** How much of the file is indexed, from its start. */
  bytes: number;
  lines: number;
  fingerprint: string;
}

export async function readProgress(db: Database): Promise<Map<string, Progress>> {
  const rows = await db.all<Progress & { channel: string }>("SELECT * FROM progress");
  return new Map(rows.map((row) => [row.channel, row]));
}

/** Whether the indexed bytes of a file are still what they were. */
export async function isUnchanged(path: string, { bytes, fingerprint }: Progress): Promise<boolean> {
  return fingerprint === (await computeFingerprint(path, bytes));
}

/**
 * @param bytes how much of the file at `path` is indexed now. @param lines how many lines that is, as a number, as lines more than
 * before, or as SQL that counts them.
 * @returns the statement that notes it, for the transaction of the rows.
 */
export async function advanceProgress(
  name: ProgressName,
  path: string,
  bytes: number,
  lines: number | { more: number } | { sql: string },
): Promise<Statement> {
  const fingerprint = await computeFingerprint(path, bytes);
  const counted = typeof lines === "object" && "sql" in lines ? lines.sql : "?";
  const count = typeof lines === "number" ? [lines] : "more" in lines ? [lines.more] : [];
  const before = typeof lines === "object" && "more" in lines ? "progress.lines + " : "";
  return [
    `INSERT INTO progress VALUES (?, ?, ${counted}, ?)
     ON CONFLICT (channel) DO UPDATE SET bytes = excluded.bytes, lines = ${before}excluded.lines, fingerprint = excluded.fingerprint`,
    [name, bytes, ...count, fingerprint],
  ];
}

/** The statement that forgets how far a file is indexed. */
export const clearProgress = (name: ProgressName): Statement => ["DELETE FROM progress WHERE channel = ?", [name]];
