import type { KeyboardEvent } from "react";
import { navigationKey } from "../components/key-match.ts";

/**
 * Takes j, k and the up and down arrows of a list before the list does: it knows only what is in it, and the row on
 * screen may have dropped out of the filter.
 */
export const takeMoveKeys = (move: (by: 1 | -1) => void) => (event: KeyboardEvent) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = navigationKey(event.nativeEvent);
  const by = key === "ArrowDown" || key === "j" ? 1 : key === "ArrowUp" || key === "k" ? -1 : undefined;
  if (by === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  move(by);
};
