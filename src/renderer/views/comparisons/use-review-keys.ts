import { candidateKeys, useKeys } from "../../components/index.ts";
import { readViewState, writeViewState } from "../../state/view-state.ts";
import { queryUnfolded } from "./pane-state.ts";
import { scrollFocusedCandidate, scrollsByItself } from "./scroll-focused.ts";
import type { Review } from "./use-review.ts";

/** A key that stays down repeats; for a decision only the press itself counts. */
const once = (act: () => void) => (event: KeyboardEvent) => {
  if (!event.repeat) act();
};

/** Binds the keys of `comparisonKeys` to the review. */
export function useReviewKeys(review: Review, focusSearch: () => void): void {
  const { onFocused, onWhole, move, moveFocus, undo, redo } = review;
  const arrow = (by: 1 | -1) => (event: KeyboardEvent) => {
    // With the focus inside a text that scrolls, the arrows scroll it, as everywhere.
    const region = scrollsByItself(event.target);
    if (region !== null) region.scrollBy({ top: by * 48 });
    else move(by);
  };
  useKeys({
    "1": once(() => onFocused({ type: "promote", tier: "gold" })),
    "2": once(() => onFocused({ type: "promote", tier: "silver" })),
    "3": once(() => onFocused({ type: "promote", tier: "bronze" })),
    "0": once(() => onFocused({ type: "clear" })),
    x: once(() => onFocused({ type: "reject" })),
    w: once(() => onFocused({ type: "set_winner" })),
    t: once(() => onWhole("tie")),
    b: once(() => onWhole("both_bad")),
    s: once(() => onWhole("skip")),
    n: once(review.writeNote),
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: arrow(1),
    ArrowUp: arrow(-1),
    l: () => moveFocus(1),
    h: () => moveFocus(-1),
    ArrowRight: () => moveFocus(1),
    ArrowLeft: () => moveFocus(-1),
    ...Object.fromEntries(candidateKeys.map(({ key, position }) => [key, () => review.focusLetter(position)])),
    PageDown: () => scrollFocusedCandidate(1),
    PageUp: () => scrollFocusedCandidate(-1),
    q: once(() => writeViewState({ [queryUnfolded]: !readViewState(queryUnfolded, false) })),
    a: once(review.toggleAutoAdvance),
    "/": once(focusSearch),
    "mod+z": undo,
    "mod+shift+z": redo,
    "mod+y": redo,
  });
}
