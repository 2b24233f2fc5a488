import { useEffect, useState } from "react";
import { drawnAtOnce, drawnPart } from "../rendered/drawn-part.ts";
import css from "./DifferenceText.module.css";
import { formatDifference } from "./difference-words.ts";
import { getDifference } from "./differences.ts";
import type { Difference } from "./words.ts";

/** A text as it is now, with what was removed from and added to the one before marked; the beginning of long texts. */
export function DifferenceText(props: { before: string; after: string; className?: string | undefined; label: string }) {
  const { shown: before, left: leftBefore } = drawnPart(props.before, drawnAtOnce);
  const { shown: after, left: leftAfter } = drawnPart(props.after, drawnAtOnce);
  const [difference, setDifference] = useState<Difference | null>(null);
  useEffect(() => {
    let isOld = false;
    setDifference(null);
    void getDifference(before, after).then((found) => {
      if (!isOld) setDifference(found);
    });
    return () => {
      isOld = true;
    };
  }, [before, after]);
  if (difference === null) return <p className={css.quiet}>Comparing…</p>;
  const { hunks } = difference;
  return (
    <>
      <p className={css.quiet}>
        {formatDifference(difference)}
        {leftBefore + leftAfter > 0 && " in the beginning of the texts"}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={`${css.text} ${props.className ?? ""}`} aria-label={props.label} tabIndex={0} dir="auto" data-scrolls>
        {hunks.map((hunk, i) => (
          <span key={hunk.before.join("-") + hunk.after.join("-")}>
            {after.slice(hunks[i - 1]?.after[1] ?? 0, hunk.after[0])}
            {hunk.before[0] < hunk.before[1] && <del className={css.removed}>{before.slice(...hunk.before)}</del>}
            {hunk.after[0] < hunk.after[1] && <ins className={css.added}>{after.slice(...hunk.after)}</ins>}
          </span>
        ))}
        {after.slice(hunks.at(-1)?.after[1] ?? 0)}
      </section>
    </>
  );
}
