import "katex/dist/katex.min.css";
import katex from "katex";
import { useLayoutEffect, useRef } from "react";
import css from "./Markdown.module.css";

/**
 * A formula in TeX's notation; one that is none, or grows without end, is shown as it is written. KaTeX builds elements and sets styles through
 * properties, which the content security policy admits; its MathML and its own error texts would carry style attributes.
 * @see https://katex.org/docs/options
 */
export function Formula({ tex, isDisplay }: { tex: string; isDisplay: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (place.current !== null) drawFormula(tex, isDisplay, place.current);
  }, [tex, isDisplay]);
  return (
    <span
      className={css.formula}
      data-display={isDisplay}
      role="math"
      aria-label={tex}
      dir="ltr"
      ref={place}
      {...(isDisplay && displayed)}
    />
  );
}

/** One that stands by itself may be wider than its column. */
const displayed = { tabIndex: 0, "data-scrolls-sideways": "" };

function drawFormula(tex: string, isDisplay: boolean, place: HTMLElement): void {
  try {
    katex.render(tex, place, { ...formulaOptions, displayMode: isDisplay });
  } catch {
    place.textContent = tex;
  }
}

/** No links, no classes, no pictures (`trust`); macros that define themselves end (`maxExpand`); nothing is larger than the page (`maxSize`, in em). */
export const formulaOptions = { output: "html", throwOnError: true, trust: false, strict: "ignore", maxExpand: 200, maxSize: 20 } as const;
