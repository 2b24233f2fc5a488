import { memo, type ReactNode } from "react";
import { Key, printShortcut } from "../components/KeyHint.tsx";
import { PlainButton } from "../components/PlainButton.tsx";
import type { Shortcut } from "../components/use-commands.ts";
import css from "./KeyButton.module.css";

/** A quiet button that shows its key: a legend that can be clicked. Memoised: give it the same `onClick` each time, and the same element or a text as its label. */
export const KeyButton = memo(function KeyButton(props: {
  shortcut: Shortcut;
  /** What it does in full, where that is more than the shortcut's help. */
  title?: string;
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
  /** Instead of the shortcut's label. */
  children?: ReactNode;
}) {
  const { shortcut, title, pressed, disabled, onClick, children } = props;
  return (
    <PlainButton
      className={css.button}
      aria-keyshortcuts={printShortcut(shortcut)}
      aria-pressed={pressed}
      disabled={disabled}
      title={title ?? shortcut.help ?? shortcut.label}
      // A click leaves the focus where it is: the next Enter is the view's and does not press the button again.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      {children ?? shortcut.label}
      {shortcut.keys[0] !== undefined && <Key name={shortcut.keys[0]} />}
    </PlainButton>
  );
});
