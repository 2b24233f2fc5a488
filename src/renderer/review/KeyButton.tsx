import { UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { Kbd } from "../components/index.ts";
import css from "./KeyButton.module.css";

/** A quiet button that shows its key: a legend that can be clicked. `does` says in full what it does, as its description. */
export function KeyButton(props: {
  shortcut: string;
  does: string;
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  const { shortcut, does, pressed, disabled, onClick, children } = props;
  return (
    <UnstyledButton
      className={css.button}
      aria-keyshortcuts={shortcut}
      aria-pressed={pressed}
      disabled={disabled}
      title={does}
      onClick={onClick}
    >
      {children}
      <Kbd>{shortcut}</Kbd>
    </UnstyledButton>
  );
}
