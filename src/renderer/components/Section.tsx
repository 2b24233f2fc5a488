import { type ReactNode, useId } from "react";
import css from "./Section.module.css";

/** A titled part of a view. */
export function Section({ title, note, tools, children }: { title: string; note?: ReactNode; tools?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={css.section} aria-labelledby={id}>
      <div className={css.head}>
        <h2 className={css.title} id={id}>
          {title}
        </h2>
        {note !== undefined && <span className={css.note}>{note}</span>}
        {tools !== undefined && <span className={css.tools}>{tools}</span>}
      </div>
      {children}
    </section>
  );
}
