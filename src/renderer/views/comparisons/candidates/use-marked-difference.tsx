import { type ReactNode, type RefObject, useEffect, useState } from "react";
import type { ComparisonDetail } from "../../../../contract/index.ts";
import { candidateLetter } from "../../../components/format.ts";
import { formatDifference } from "../../../review/difference/difference-words.ts";
import { getDifference } from "../../../review/difference/differences.ts";
import { canHighlight, mark, whenDrawn } from "../../../review/highlight/highlights.ts";
import { readPageText } from "../../../review/highlight/page-text.ts";
import css from "./Difference.module.css";

type Pair = readonly [number, number];

/**
 * Marks in two columns the words that are only in one of them, as they stand on the page: rendered or raw, and as much as is drawn.
 * @returns what the two letters and the marks mean, and how many there are.
 */
export function useMarkedDifference(row: RefObject<HTMLElement | null>, pair: Pair | undefined, detail: ComparisonDetail): ReactNode {
  const [words, setWords] = useState("");
  const [before, after] = pair ?? [-1, -1];
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same positions of another comparison are other texts
  useEffect(() => {
    const element = row.current;
    setWords("");
    if (element === null || before < 0) return;
    if (!canHighlight) return setWords("This browser cannot mark differences.");
    let isEnded = false;
    const end = whenDrawn(element, () => {
      const columns = [before, after].map((position) => element.querySelector(`[data-candidate="${position}"] [data-scrolls]`));
      const [a, b] = columns.map((column) => (column === null ? undefined : readPageText(column)));
      const undo: (() => void)[] = [];
      let isOld = false;
      if (a !== undefined && b !== undefined) {
        void getDifference(a.text, b.text).then((difference) => {
          if (difference === null || isEnded || isOld) return;
          const ranges = (side: "before" | "after", page: typeof a) =>
            difference.hunks.flatMap(({ [side]: [from, to] }) => (from === to ? [] : [page.toRange(from, to)]));
          undo.push(mark("removed", ranges("before", a)), mark("added", ranges("after", b)));
          setWords(formatDifference(difference));
        });
      }
      return () => {
        isOld = true;
        for (const one of undo) one();
      };
    });
    return () => {
      isEnded = true;
      end();
    };
  }, [row, before, after, detail.key]);
  if (pair === undefined) return null;
  return (
    <p className={css.difference} role="status">
      <span className={css.removed}>only in {candidateLetter(before)}</span>
      <span className={css.added}>only in {candidateLetter(after)}</span>
      <span>{words === "" ? "Comparing…" : words}</span>
    </p>
  );
}
