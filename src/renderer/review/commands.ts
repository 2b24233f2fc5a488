import type { KeyboardEvent } from "react";
import { isMove, listMoves } from "../components/commands.ts";
import type { Command } from "../components/use-commands.ts";

/** Commands that comparisons and samples share. */
export interface ReviewContext {
  undo(): void;
  redo(): void;
  move(by: 1 | -1): void;
  focusSearch(): void;
}

const [nextArrow, nextLetter] = listMoves.next.keys;
const [previousArrow, previousLetter] = listMoves.previous.keys;
export const moveKeys = { nextArrow, nextLetter, previousArrow, previousLetter };

export const historyCommands = {
  undo: { id: "undo", keys: ["mod+z"], label: "Undo", help: "Undo last decision (any view)", repeats: true, run: ({ undo }) => undo() },
  redo: { id: "redo", keys: ["mod+shift+z", "mod+y"], label: "Redo", help: "Redo decision", repeats: true, run: ({ redo }) => redo() },
} as const satisfies Record<string, Command<ReviewContext>>;

/** Goes to the search field of the view. */
export const searchCommand: Command<ReviewContext> = {
  id: "search",
  keys: ["/"],
  label: "Search",
  run: ({ focusSearch }) => focusSearch(),
};

/**
 * Takes the moves by one of a list before the list does: it knows only what is in it, and the row on screen may have dropped out of the
 * filter.
 */
export const takeMoveKeys = (move: (by: 1 | -1) => void) => (event: KeyboardEvent) => {
  const by = isMove(listMoves.next, event.nativeEvent) ? 1 : isMove(listMoves.previous, event.nativeEvent) ? -1 : undefined;
  if (by === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  move(by);
};
