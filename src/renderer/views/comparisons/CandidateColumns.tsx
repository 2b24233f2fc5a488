import { useLayoutEffect, useRef } from "react";
import type { MarkedDetail } from "../../review/marks.ts";
import { CandidateColumn } from "./CandidateColumn.tsx";
import css from "./comparisons.module.css";

/** The candidates side by side; the focused one is always in sight. */
export function CandidateColumns(props: { marked: MarkedDetail; focused: number; onFocus: (position: number) => void }) {
  const { marked, focused, onFocus } = props;
  const row = useRef<HTMLDivElement>(null);
  const { key, candidates } = marked.detail;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same position of another comparison has to be scrolled to as well
  useLayoutEffect(() => {
    row.current?.querySelector("[data-focused-candidate]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [key, focused]);
  return (
    <div className={css.columns} ref={row}>
      {candidates.map((candidate) => (
        <CandidateColumn
          key={`${key}-${candidate.position}`}
          candidate={candidate}
          detail={marked.detail}
          focused={candidate.position === focused}
          saving={marked.savingPositions.has(candidate.position)}
          savingOutcome={marked.savingOutcome}
          onFocus={onFocus}
        />
      ))}
    </div>
  );
}
