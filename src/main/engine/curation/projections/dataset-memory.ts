import type { Journal } from "../../files/journal.ts";
import type { Database } from "../../store/duckdb.ts";
import { computeFingerprint } from "../../store/fingerprint.ts";
import type { EventLog } from "../log/event-log.ts";

/**
 * A mark in the index: up to which byte the dataset file was in sync with how much of the log. If both are unchanged, opening need not read
 * the file.
 */
const name = "curation.dataset";

interface Memory {
  bytes: number;
  fingerprint: string;
  logBytes: number;
}

/** Call it only while the file is in sync with the log. */
export async function rememberDataset(db: Database, dataset: Journal, log: EventLog): Promise<void> {
  const logBytes = log.sizeBytes;
  const bytes = dataset.durableBytes;
  const memory: Memory = { bytes, fingerprint: await computeFingerprint(dataset.path, bytes), logBytes };
  const value = JSON.stringify(memory);
  const known = await db.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", [name]);
  if (known?.value === value) return;
  await db.write((run) => run("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [name, value]));
}

/** Whether log and file are unchanged since the mark, except for lines collected since. */
export async function isRemembered(db: Database, dataset: Journal, log: EventLog): Promise<boolean> {
  const row = await db.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", [name]).catch(() => undefined);
  if (!row) return false;
  try {
    const { bytes, fingerprint, logBytes } = JSON.parse(row.value) as Memory;
    return logBytes === log.sizeBytes && bytes <= dataset.durableBytes && fingerprint === (await computeFingerprint(dataset.path, bytes));
  } catch {
    return false;
  }
}
