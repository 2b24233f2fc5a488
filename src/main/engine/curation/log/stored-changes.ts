import { maxNamedComparisons } from "../../../../contract/index.ts";
import type { Change, PartRef } from "./event.ts";
import type { EventLog } from "./event-log.ts";

const changesAtOnce = 1000;

/**
 * The changes of an event, read back from the log.
 * @param sliced for an event that may be too big for memory, a generation: slices of about 1000 changes, each with whole comparisons.
 * Otherwise all changes at once.
 */
export async function* readChanges(log: EventLog, event: PartRef, sliced: boolean): AsyncGenerator<Change[]> {
  let slice: Change[] = [];
  for await (const { part } of log.partsOf(event)) {
    for (const change of part.changes) {
      const isNext = change.comparison === null || change.comparison !== slice.at(-1)?.comparison;
      if (sliced && slice.length >= changesAtOnce && isNext) {
        yield slice;
        slice = [];
      }
      slice.push(change);
    }
  }
  if (slice.length > 0) yield slice;
}

/** The comparisons in some changes, without duplicates, at most `maxNamedComparisons`. */
export function comparisonsIn(changes: readonly Change[]): string[] {
  const keys = new Set<string>();
  for (const { comparison } of changes) if (comparison !== null && keys.size < maxNamedComparisons) keys.add(comparison);
  return [...keys];
}
