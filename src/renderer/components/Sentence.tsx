import { keepUnits, splitDates, visibleText } from "./format.ts";
import css from "./Sentence.module.css";

/** Prose on screen: no line ends inside a date, nor between a number and its unit. Selected and copied, dates are as written. */
export function Sentence({ text }: { text: string }) {
  return splitDates(keepUnits(visibleText(text))).map(({ at, part, isDate }) =>
    isDate ? (
      <span key={at} className={css.date}>
        {part}
      </span>
    ) : (
      part
    ),
  );
}
