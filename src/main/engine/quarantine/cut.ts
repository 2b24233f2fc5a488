import type { FileHandle } from "node:fs/promises";
import type { Quarantine } from "../collector/quarantine.ts";
import type { QuarantineMark } from "../collector/quarantine-line.ts";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { writeAll } from "../files/durable-write.ts";
import { readRange } from "../files/read-range.ts";
import { newline, toLine } from "../lines/line-bytes.ts";
import type { QuarantineIndex } from "../store/quarantine-index.ts";

/** Entries in one mark. */
const maxMarked = 10_000;

/**
 * Removes purged entries from quarantine.jsonl for good: the rest is written anew, with marks for what was dismissed or became a record. The
 * file is the old one or the new one, never half. Nothing may be appended meanwhile.
 * @returns whether anything was removed. @throws AssayError disk_full, io …; the file stays as it was then.
 */
export async function cutPurged(index: QuarantineIndex, { journal }: Quarantine): Promise<boolean> {
  await index.caughtUp();
  const [purged] = await index.db.all("SELECT 1 AS found FROM quarantine WHERE purge IS NOT NULL LIMIT 1");
  if (purged === undefined) return false;
  const content = async (file: FileHandle) => {
    const marked: Record<"dismissed" | "record", number[]> = { dismissed: [], record: [] };
    let at = 0;
    const kept = index.db.stream<{ off: number; len: number; state: string }>(
      "SELECT off, len, state FROM quarantine WHERE purge IS NULL ORDER BY off",
    );
    for await (const rows of kept) {
      for (const { off, len, state } of rows) {
        await writeAll(file, [await readRange(journal.path, off, len), Buffer.from([newline])]);
        if (state === "dismissed" || state === "record") marked[state].push(at);
        at += len + 1;
      }
    }
    for (const mark of ["dismissed", "record"] as const)
      for (let i = 0; i < marked[mark].length; i += maxMarked) {
        const lines = marked[mark].slice(i, i + maxMarked);
        const at_ms = Date.now();
        const line: QuarantineMark = mark === "record" ? { mark, at_ms, lines } : { mark, at_ms, lines };
        await writeAll(file, [toLine(JSON.stringify(line))]);
      }
  };
  await journal.replaceWith(async (hold, claim) => {
    await hold();
    await atomicWriteInside(journal.path, content, claim);
  });
  return true;
}
