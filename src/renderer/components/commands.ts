import { navigationKey } from "./key-match.ts";
import type { Shortcut } from "./use-commands.ts";

/** The keys that lists, search fields, editors and dialogs handle themselves, in every view. */

interface Move extends Shortcut {
  /** The index it leads to, perhaps outside the list; `current` −1 is no selection. */
  to(current: number, count: number, page: number): number;
}

const moveHelp = "Move in a list";
const pageHelp = "Move a page in a list";
const endHelp = "First and last of a list";

export const listMoves = {
  next: { id: "list.next", keys: ["ArrowDown", "j"], help: moveHelp, to: (current) => current + 1 },
  previous: { id: "list.previous", keys: ["ArrowUp", "k"], help: moveHelp, to: (current, count) => (current < 0 ? count : current) - 1 },
  nextPage: { id: "list.nextPage", keys: ["PageDown"], help: pageHelp, to: (current, _, page) => Math.max(0, current) + page },
  previousPage: { id: "list.previousPage", keys: ["PageUp"], help: pageHelp, to: (current, _, page) => Math.max(0, current) - page },
  first: { id: "list.first", keys: ["Home"], help: endHelp, to: () => 0 },
  last: { id: "list.last", keys: ["End"], help: endHelp, to: (_, count) => count - 1 },
} as const satisfies Record<string, Move>;

/** Enter or a double click on a row. */
export const openRow: Shortcut = { id: "list.open", keys: ["Enter"], help: "Open the selected row" };

/** Where a key moves the selection, within the list's ends; undefined for other keys and in an empty list. @param key see `navigationKey`. */
export function nextIndex(key: string, current: number, count: number, page: number): number | undefined {
  const move = Object.values<Move>(listMoves).find(({ keys }) => keys.includes(key));
  return move === undefined || count === 0 ? undefined : Math.min(count - 1, Math.max(0, move.to(current, count, page)));
}

/** Whether a press, without Ctrl, Alt or ⌘, is the key of that move. */
export function isMove(move: Shortcut, event: Parameters<typeof navigationKey>[0]): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && move.keys.includes(navigationKey(event));
}

export const searchKeys = {
  leave: { id: "search.leave", keys: ["Enter", "ArrowDown"], help: "Leave the search for its first result" },
  clear: { id: "search.clear", keys: ["Escape"], help: "Clear the search; once empty, leave it" },
} as const satisfies Record<string, Shortcut>;

export const editorKeys = {
  save: { id: "editor.save", keys: ["mod+Enter"], label: "Save", help: "Save what you edited" },
  close: { id: "editor.close", keys: ["Escape"], label: "Close", help: "Close the editor and keep a draft" },
} as const satisfies Record<string, Shortcut>;

/** In a field that acts on what was typed once it is left. */
export const confirmField: Shortcut = { id: "field.confirm", keys: ["Enter"], help: "Take what was typed into the field" };

/** In an export: chooses the fix of the first, second … rule that has one, or takes it back. */
export const fixKeys: readonly Shortcut[] = Array.from({ length: 9 }, (_, at) => ({
  id: `export.fix.${at + 1}`,
  keys: [String(at + 1)],
  help: "Export: choose the fix of a rule",
}));

const resizeHelp = "Move the edge that has the focus";

/** On the edge between two parts of the screen. */
export const resizeKeys = {
  vertical: {
    less: { id: "edge.left", keys: ["ArrowLeft"], help: resizeHelp },
    more: { id: "edge.right", keys: ["ArrowRight"], help: resizeHelp },
  },
  horizontal: {
    less: { id: "edge.up", keys: ["ArrowUp"], help: resizeHelp },
    more: { id: "edge.down", keys: ["ArrowDown"], help: resizeHelp },
  },
  reset: { id: "edge.reset", keys: ["Home"], help: "Put the edge back where it was at first" },
} as const satisfies Record<string, Shortcut | Record<string, Shortcut>>;

/** Handled by the component library for dialogs, by single fields for themselves. */
export const closeDialog: Shortcut = { id: "dialog.close", keys: ["Escape"], help: "Close dialog" };
