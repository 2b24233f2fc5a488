import type { Snapshot, ViewName } from "../../contract/index.ts";
import { formatNumber } from "../components/format.ts";

/** How much is in a view: what the sidebar says beside its name. Views that hold no records have no count, and nothing is said of none. */
export function railCounts(snapshot: Snapshot): Partial<Record<ViewName, string>> {
  const recordsIn = (channel: string) => snapshot.channels.find(({ name }) => name === channel)?.recordsInFile ?? 0;
  const counts = {
    executions: recordsIn("events"),
    comparisons: recordsIn("comparisons"),
    samples: recordsIn("training_samples"),
    import: snapshot.importTotals.unfinished,
  };
  return Object.fromEntries(Object.entries(counts).flatMap(([view, count]) => (count > 0 ? [[view, formatShort(count)]] : [])));
}

/** 999, 5.2k, 10M: at most four characters. */
export function formatShort(count: number): string {
  const units = [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const;
  // 999 950 is 1M, not 1000k.
  const [size, unit] = units.find(([from]) => count >= from * 0.9995) ?? [1, ""];
  const value = count / size;
  return unit === "" ? formatNumber(count) : `${formatNumber(value, 0, value < 9.95 ? 1 : 0)}${unit}`;
}
