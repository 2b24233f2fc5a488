import { findHits } from "./hits.ts";
import css from "./MarkedText.module.css";

/** One line of text with what was searched for marked. */
export function MarkedText({ text, searched }: { text: string; searched: string }) {
  const hits = findHits(text, searched);
  if (hits.length === 0) return text;
  return (
    <>
      {hits.map(([from, to], i) => (
        <span key={from}>
          {text.slice(hits[i - 1]?.[1] ?? 0, from)}
          <mark className={css.hit}>{text.slice(from, to)}</mark>
        </span>
      ))}
      {text.slice(hits.at(-1)?.[1])}
    </>
  );
}
