import "./highlights.css";
import { type RefObject, useEffect } from "react";
import { canHighlight, mark, whenDrawn } from "./highlights.ts";
import { findHits } from "./hits.ts";
import { readPageText } from "./page-text.ts";

/** Marks where a searched text stands inside an element of the page; "" marks nothing. */
export function useHits(root: RefObject<Element | null>, searched: string): void {
  useEffect(() => {
    const element = root.current;
    if (element === null || searched.trim() === "" || !canHighlight) return;
    return whenDrawn(element, () => {
      const page = readPageText(element);
      return mark(
        "hit",
        findHits(page.text, searched).map(([from, to]) => page.toRange(from, to)),
      );
    });
  }, [root, searched]);
}
