import type { ReactNode } from "react";
import css from "./marks.module.css";

/** A key as it is printed on keyboards. */
export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={css.kbd}>{children}</kbd>;
}
