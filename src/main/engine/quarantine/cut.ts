import type { FileHandle } from "node:fs/promises";
import type { Finding } from "../../../contract/index.ts";
import type { Quarantine } from "../collector/quarantine.ts";
import type { QuarantineMark, RejectedAgain } from "../collector/quarantine-line.ts";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { writeAll } from "../files/durable-write.ts";
import { readRange } from "../files/read-range.ts";
import { newline, toLine } from "../lines/line-bytes.ts";
import type { QuarantineIndex } from "../store/quarantine-index.ts";

/** Entries in one mark. */
const maxMarked = 10_000;
/** With findings: as many as a retry marks at once. */
const maxRejected = 500;

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
    const rejected: RejectedAgain[] = [];
    let at = 0;
    const kept = index.db.stream<{ off: number; len: number; state: string; findings: string | null }>(
      "SELECT off, len, state, findings FROM quarantine WHERE purge IS NULL ORDER BY off",
    );
    for await (const rows of kept) {
      for (const { off, len, state, findings } of rows) {
        await writeAll(file, [await readRange(journal.path, off, len), Buffer.from([newline])]);
        if (state === "dismissed" || state === "record") marked[state].push(at);
        if (findings !== null) rejected.push({ line: at, findings: JSON.parse(findings) as Finding[] });
        at += len + 1;
      }
    }
    const write = (mark: QuarantineMark) => writeAll(file, [toLine(JSON.stringify(mark))]);
    for (let i = 0; i < rejected.length; i += maxRejected)
      await write({ mark: "rejected", at_ms: Date.now(), lines: rejected.slice(i, i + maxRejected) });
    for (const mark of ["dismissed", "record"] as const)
      for (let i = 0; i < marked[mark].length; i += maxMarked) {
        const lines = marked[mark].slice(i, i + maxMarked);
        const at_ms = Date.now();
        await write(mark === "record" ? { mark, at_ms, lines } : { mark, at_ms, lines });
      }
  };
  await journal.replaceWith(async (hold, claim) => {
    await hold();
    await atomicWriteInside(journal.path, content, claim);
  });
  return true;
}
