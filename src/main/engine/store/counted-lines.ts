import { countLinesOfFile } from "../files/read-lines.ts";
import type { Database } from "./duckdb.ts";
import { advanceProgress, isUnchanged, readProgress } from "./progress.ts";

/** So little is counted faster than it is remembered. */
const worthRememberingBytes = 4 * 1024 * 1024;

/**
 * How many lines a file has that grows and is not indexed. What was counted before is remembered in the index: opening a workspace reads
 * only what came since.
 * @param name of its row in `progress`.
 * @param toBytes how much of the file is durable.
 */
export async function countedLines(db: Database, name: "quarantine", path: string, toBytes: number): Promise<number> {
  const known = (await readProgress(db)).get(name);
  const holds = known !== undefined && known.bytes <= toBytes && (await isUnchanged(path, known));
  const from = holds ? known : { bytes: 0, lines: 0 };
  const lines = from.lines + (await countLinesOfFile(path, from.bytes, toBytes));
  if (toBytes - from.bytes < worthRememberingBytes) return lines;
  const advance = await advanceProgress(name, path, toBytes, lines);
  await db.write((run) => run(...advance));
  return lines;
}
