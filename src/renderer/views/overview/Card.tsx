import { type ReactNode, useId } from "react";
import css from "./overview.module.css";

/** One answer of the overview: what it is about, the figure, what is behind it, and where it leads. */
export function Card({
  title,
  figure,
  children,
  actions,
}: {
  title: string;
  figure?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const id = useId();
  return (
    <section className={css.card} aria-labelledby={id}>
      <h2 className={css.cardTitle} id={id}>
        {title}
      </h2>
      {figure !== undefined && <div className={css.figure}>{figure}</div>}
      <div className={css.cardBody}>{children}</div>
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </section>
  );
}
