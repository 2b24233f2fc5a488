import { isLater, type KnownEvent } from "./known-event.ts";
import type { Mark } from "./marks.ts";

const reviewerOf = ({ actor, kind }: KnownEvent) => `${kind} ${actor}`;

/**
 * The mark in force: the newest. One that says nothing (a cleared tier, a skip) is no word against another reviewer's decision: it takes back its
 * own reviewer's, and what it found. The same whatever order the marks are in.
 * @param marks of events in force. @param says whether a value is a decision. @param isSame whether two values are.
 */
export function prevailing<Value>(
  marks: readonly Mark<Value>[],
  says: (value: Value) => boolean,
  isSame: (one: Value, other: Value) => boolean,
): Mark<Value> | undefined {
  let left = [...marks].sort((one, other) => (isLater(one.event, other.event) ? -1 : 1));
  const [newest] = left;
  for (;;) {
    const [first, ...earlier] = left;
    if (!first) return newest;
    if (says(first.value)) return first;
    const by = reviewerOf(first.event);
    const own = earlier.find(({ event }) => reviewerOf(event) === by);
    const isOwn = own !== undefined && isSame(own.value, first.before);
    left = earlier.filter(({ event, value }) => reviewerOf(event) !== by && (isOwn || !isSame(value, first.before)));
  }
}
