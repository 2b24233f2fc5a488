import { isComposing } from "./key-match.ts";

/**
 * Keeps key presses that belong to an input method from every handler of the page, this program's and the components': Escape drops a
 * candidate there, Enter takes one, and neither may close or save what is being written. The text itself arrives as input events.
 * Call it once, before anything else listens.
 */
export function ignoreKeysWhileComposing(target: Window): void {
  target.addEventListener(
    "keydown",
    (event) => {
      if (isComposing(event)) event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
