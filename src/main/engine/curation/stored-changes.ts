import { maxNamedComparisons } from "../../../contract/index.ts";
import type { Change } from "./event.ts";
import type { EventLog } from "./event-log.ts";
import type { EventRecord, UndoHistory } from "./undo-history.ts";

/** The step that an undo where it stands is about in the end: a revert of a revert of it is about the same one. */
export function toRoot(history: UndoHistory, step: EventRecord): EventRecord {
  let root = step;
  while (root.type === "revert") {
    const target = history.get(root.target ?? "");
    if (!target || target.offset >= root.offset) return root;
    root = target;
  }
  return root;
}

const changesAtOnce = 1000;

/**
 * The changes of a step, read back from the log. Those of a generation, which may be too big for memory, come in slices between which
 * no comparison is divided; those of any other step come at once.
 */
export async function* sliceChanges(log: EventLog, step: EventRecord, root: EventRecord): AsyncGenerator<Change[]> {
  const isGeneration = root.type === "generate";
  let slice: Change[] = [];
  for await (const { part } of log.partsOf(step)) {
    for (const change of part.changes) {
      const isNext = change.comparison === null || change.comparison !== slice.at(-1)?.comparison;
      if (isGeneration && slice.length >= changesAtOnce && isNext) {
        yield slice;
        slice = [];
      }
      slice.push(change);
    }
  }
  if (slice.length > 0) yield slice;
}

/** The comparisons that changes are about, each once, at most `maxNamedComparisons`. */
export function comparisonsIn(changes: readonly Change[]): string[] {
  const keys = new Set<string>();
  for (const { comparison } of changes) if (comparison !== null && keys.size < maxNamedComparisons) keys.add(comparison);
  return [...keys];
}
