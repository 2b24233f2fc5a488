import type { CandidateChange, RepeatChange, ReviewChange } from "./event.ts";

/**
 * A second look at a comparison is decided about by the rules of the first, under a name of its own. Only the log and what is told of it keep
 * the two apart.
 */

const separator = " ";

/** Stands for the key of a comparison in its second look. */
export const repeatName = (queue: string, comparison: string) => `${queue}${separator}${comparison}`;
export const isRepeatName = (name: string) => name.includes(separator);

/** @param change of a comparison whose key is a `repeatName`. */
export function toRepeatChange(change: CandidateChange | ReviewChange): RepeatChange {
  const at = change.comparison.lastIndexOf(separator);
  const comparison = change.comparison.slice(at + separator.length);
  return { of: "repeat", queue: change.comparison.slice(0, at), comparison, change: { ...change, comparison } };
}

/** The inverse of `toRepeatChange`. */
export const fromRepeatChange = ({ queue, comparison, change }: RepeatChange) => ({ ...change, comparison: repeatName(queue, comparison) });
