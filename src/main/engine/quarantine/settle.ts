import type { Quarantine } from "../collector/quarantine.ts";
import { kindOfChannel, tableOfChannel } from "../records/kinds.ts";
import { hashOfKey } from "../records/line-hash.ts";
import type { QuarantineIndex } from "../store/quarantine-index.ts";

/**
 * Finishes a retry that a crash interrupted: lines whose records are all in the index leave quarantine, the others stay.
 * @param index in sync with the journals. @returns how many lines left.
 */
export async function settleRetry(index: QuarantineIndex, quarantine: Quarantine): Promise<number> {
  const pending = await index.readPending();
  if (pending.length === 0) return 0;
  const done: number[] = [];
  for (const { line, keys } of pending) {
    let there = 0;
    for (const [channel, key] of keys) {
      const hash = channel in kindOfChannel ? hashOfKey(String(key)) : null;
      if (hash === null) continue;
      const found = await index.db.get(`SELECT 1 AS found FROM ${tableOfChannel[channel]} WHERE h0 = ? AND h1 = ? AND h2 = ? LIMIT 1`, [
        hash.h0,
        hash.h1,
        hash.h2,
      ]);
      if (found !== undefined) there++;
    }
    if (keys.length > 0 && there === keys.length) done.push(line);
  }
  await quarantine.mark({ mark: "record", at_ms: Date.now(), lines: done });
  return done.length;
}
