import type { ReactNode } from "react";
import css from "./ViewFrame.module.css";

/**
 * The frame of every view: title, toolbar, and a body that fills the rest. The body scrolls by itself unless
 * `scroll` is false, which is for views whose lists scroll inside.
 */
export function ViewFrame(props: {
  title: string;
  subtitle?: ReactNode;
  toolbar?: ReactNode;
  aside?: ReactNode;
  scroll?: boolean;
  children: ReactNode;
}) {
  const { title, subtitle, toolbar, aside, scroll = true, children } = props;
  return (
    <div className={css.frame}>
      <header className={css.header}>
        <div className={css.heading}>
          <h1 className={css.title}>{title}</h1>
          {subtitle !== undefined && <div className={css.subtitle}>{subtitle}</div>}
        </div>
        {toolbar !== undefined && <div className={css.toolbar}>{toolbar}</div>}
      </header>
      <div className={css.rest}>
        {scroll ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          <section className={css.body} data-scroll tabIndex={0} aria-label={title}>
            {children}
          </section>
        ) : (
          <div className={css.body}>{children}</div>
        )}
        {aside !== undefined && <aside className={css.aside}>{aside}</aside>}
      </div>
    </div>
  );
}
