import css from "./LongText.module.css";
import { ReadableText } from "./rendered/ReadableText.tsx";

/** Untrusted text in a region that scrolls by itself. */
export function LongText(props: { text: string; label: string; className?: string | undefined; empty: string }) {
  const { text, label, className, empty } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={`${css.longText} ${className ?? ""}`} aria-label={label} tabIndex={0} data-scrolls>
      {text === "" ? <em className={css.quiet}>{empty}</em> : <ReadableText text={text} className={css.prewrap} />}
    </section>
  );
}
