import type { KeyboardEvent } from "react";

/**
 * Takes j, k and the up and down arrows of a list before the list does: it knows only what is in it, and the row on
 * screen may have dropped out of the filter.
 */
export const takeMoveKeys = (move: (by: 1 | -1) => void) => (event: KeyboardEvent) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const by = event.key === "ArrowDown" || event.key === "j" ? 1 : event.key === "ArrowUp" || event.key === "k" ? -1 : undefined;
  if (by === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  move(by);
};
