import { setTimeout as wait } from "node:timers/promises";
import type { Collecting } from "./collect.ts";

const tickMs = 20;

/**
 * Writes lines at a steady rate for so long, from the start of `lines` again when they end; what a busy moment delays is caught up.
 * @returns how many lines were written, and the rate a second that came of it.
 */
export async function writePaced(
  collecting: Collecting,
  lines: readonly string[],
  perSecond: number,
  forMs: number,
): Promise<{ written: number; perSecond: number }> {
  const startedAt = performance.now();
  let written = 0;
  for (;;) {
    const passedMs = Math.min(forMs, performance.now() - startedAt);
    const due = Math.floor((passedMs / 1000) * perSecond);
    while (written < due) {
      const from = written % lines.length;
      const some = lines.slice(from, from + Math.min(due - written, 1000));
      await collecting.write(`${some.join("\n")}\n`);
      written += some.length;
    }
    if (passedMs >= forMs) break;
    await wait(tickMs);
  }
  return { written, perSecond: (written / (performance.now() - startedAt)) * 1000 };
}
