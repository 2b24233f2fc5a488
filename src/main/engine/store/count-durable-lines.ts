import { countLinesOfFile } from "../files/read-lines.ts";
import type { Database } from "./duckdb.ts";
import { advanceProgress, isUnchanged, readProgress } from "./progress.ts";

/** Less than this is counted faster than it is noted. */
const worthNotingBytes = 4 * 1024 * 1024;

/**
 * How many lines an append-only file without an index has. The count is noted in `progress`, so that opening a workspace reads only what
 * was appended since.
 * @param toBytes how much of the file is durable.
 */
export async function countDurableLines(db: Database, name: "quarantine", path: string, toBytes: number): Promise<number> {
  const known = (await readProgress(db)).get(name);
  const holds = known !== undefined && known.bytes <= toBytes && (await isUnchanged(path, known));
  const from = holds ? known : { bytes: 0, lines: 0 };
  const lines = from.lines + (await countLinesOfFile(path, from.bytes, toBytes));
  if (toBytes - from.bytes < worthNotingBytes) return lines;
  const advance = await advanceProgress(name, path, toBytes, lines);
  await db.write((run) => run(...advance));
  return lines;
}
