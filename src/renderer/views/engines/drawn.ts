import type { EngineStats } from "../../../contract/index.ts";

/** Which engines are in the charts. How each looks is fixed (state/engine-style.ts). */

/** As many fit into small charts; more are not compared by eye. */
export const maxDrawn = 200;
/** From so many on each engine gets a chart of its own. */
export const maxInOneChart = 3;

/** The three engines with the most known latencies, or executions where none has a latency: what is drawn until a person chooses. */
export function defaultDrawn(rows: readonly EngineStats[]): string[] {
  const timed = rows.filter((row) => row.latencyMs.n > 0);
  return (timed.length > 0 ? timed : [...rows])
    .sort((a, b) => b.latencyMs.n - a.latencyMs.n || (timed.length === 0 ? b.count - a.count : 0) || (a.engineId < b.engineId ? -1 : 1))
    .slice(0, maxInOneChart)
    .map((row) => row.engineId);
}

/**
 * What is drawn in another range until a person chooses: the same engines, as long as each can be drawn there. Lines that are compared
 * across ranges are of the same engines, and what will be drawn is known before the table is.
 *
 * @param before the engines drawn so far; null: none yet.
 */
export function keepDrawn(before: readonly string[] | null, rows: readonly EngineStats[]): readonly string[] {
  const largest = defaultDrawn(rows);
  if (before === null || before.length !== largest.length) return largest;
  const timed = rows.filter((row) => row.latencyMs.n > 0);
  const drawable = new Set((timed.length > 0 ? timed : rows).map((row) => row.engineId));
  return before.every((id) => drawable.has(id)) ? before : largest;
}

/** Puts an engine last, or takes it out. Full: nothing changes. */
export function toggleDrawn(chosen: readonly string[], engineId: string): string[] {
  if (chosen.includes(engineId)) return chosen.filter((id) => id !== engineId);
  return chosen.length < maxDrawn ? [...chosen, engineId] : [...chosen];
}

/** What can be drawn of the chosen: engines that the table has in this scope. */
export function toDrawn(chosen: readonly string[], rows: readonly EngineStats[]): string[] {
  const present = new Set(rows.map((row) => row.engineId));
  return chosen.filter((id) => present.has(id)).slice(0, maxDrawn);
}
