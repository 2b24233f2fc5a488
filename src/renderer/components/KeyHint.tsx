import { Fragment, type ReactNode } from "react";
import css from "./marks.module.css";
import type { Shortcut } from "./use-commands.ts";

const modKey = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? "") ? "⌘" : "Ctrl+";

const printed: Readonly<Record<string, string>> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  PageDown: "PgDn",
  PageUp: "PgUp",
  Escape: "Esc",
  shift: "Shift",
};

/** A key as keyboards print it: "mod+shift+z" is "Ctrl+Shift+Z", or "⌘Shift+Z" on a Mac. */
export function printKey(name: string): string {
  const parts = name.length === 1 ? [name] : name.split("+");
  const shown = parts.map((part, at) => printed[part] ?? (at > 0 && part.length === 1 ? part.toUpperCase() : part));
  return shown.join("+").replace("mod+", modKey);
}

/** The first key of a shortcut in print, for titles and button texts; "" when it has none. */
export function printShortcut({ keys }: Shortcut): string {
  return keys[0] === undefined ? "" : printKey(keys[0]);
}

/** A key as it is printed on keyboards. */
export function Key({ name }: { name: string }) {
  return <kbd className={css.kbd}>{printKey(name)}</kbd>;
}

/** The first keys of these shortcuts and what they do, for a legend under a list. */
export function KeyHint({ of, children }: { of: readonly Shortcut[]; children: ReactNode }) {
  return (
    <span>
      {of.map(
        ({ id, keys }) =>
          keys[0] !== undefined && (
            <Fragment key={id}>
              <Key name={keys[0]} />{" "}
            </Fragment>
          ),
      )}
      {children}
    </span>
  );
}
