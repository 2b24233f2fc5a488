import type { ComponentProps } from "react";
import css from "./PlainButton.module.css";

/**
 * A button that looks like nothing by itself, with the focus ring of all others. Mantine's has the same look and costs 5 kB of short-lived objects
 * each time it is drawn: this one is for what is drawn with a key press.
 */
export function PlainButton({ className, ...rest }: ComponentProps<"button">) {
  return <button type="button" className={`mantine-focus-auto ${css.plain} ${className ?? ""}`} {...rest} />;
}
