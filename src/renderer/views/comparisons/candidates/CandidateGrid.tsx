import { memo, useLayoutEffect, useRef } from "react";
import type { Candidate, ComparisonDetail } from "../../../../contract/index.ts";
import { candidateLetter, visibleText } from "../../../components/format.ts";
import { EngineName } from "../../../components/marks.tsx";
import { useHits } from "../../../review/highlight/use-hits.ts";
import type { MarkedDetail } from "../../../review/marks.ts";
import { toPlainText } from "../../../review/rendered/plain-text.ts";
import { gridSwitch } from "../layout/view.ts";
import css from "./CandidateGrid.module.css";
import { CandidateMarks } from "./CandidateMarks.tsx";
import { Letter } from "./Letter.tsx";
import { Metrics } from "./Metrics.tsx";

interface CandidateGridProps {
  marked: MarkedDetail;
  focused: number;
  searched: string;
  onFocus: (position: number) => void;
}

/** Every candidate in a small card with the beginning of its answer. */
export function CandidateGrid({ marked, focused, searched, onFocus }: CandidateGridProps) {
  const { detail, savingPositions, savingOutcome } = marked;
  const grid = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focused card is another one then
  useLayoutEffect(() => {
    grid.current?.querySelector("[data-focused-candidate]")?.scrollIntoView({ block: "nearest" });
  }, [detail.key, focused]);
  useHits(grid, searched);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.grid} aria-label="Candidates" tabIndex={0} ref={grid}>
      {detail.candidates.map((candidate) => {
        const { position } = candidate;
        const chosen = detail.outcome === "winner" && detail.winnerPosition === position;
        return (
          <CandidateCard
            key={`${detail.key}-${position}`}
            candidate={candidate}
            detail={detail}
            focused={position === focused}
            chosen={chosen}
            saving={savingPositions.has(position) || (chosen && savingOutcome)}
            onFocus={onFocus}
          />
        );
      })}
    </section>
  );
}

interface CandidateCardProps {
  candidate: Candidate;
  detail: ComparisonDetail;
  focused: boolean;
  chosen: boolean;
  saving: boolean;
  onFocus: (position: number) => void;
}

const CandidateCard = memo(function CandidateCard(props: CandidateCardProps) {
  const { candidate, detail, focused, chosen, saving, onFocus } = props;
  const { position, engineId, output } = candidate;
  const head = toPlainText(output);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has h and l, and the letter's button
    <section
      className={css.card}
      aria-label={`Candidate ${candidateLetter(position)} of ${detail.candidates.length}, ${visibleText(engineId)}`}
      aria-current={focused ? "true" : undefined}
      data-focused-candidate={focused ? "" : undefined}
      data-candidate={position}
      data-rejected={candidate.rejected}
      onClick={() => onFocus(position)}
      onDoubleClick={() => gridSwitch.set(false)}
    >
      <header className={css.head}>
        <Letter position={position} focused={focused} onFocus={onFocus} />
        <EngineName id={engineId} />
        <CandidateMarks candidate={candidate} chosen={chosen} saving={saving} />
      </header>
      <Metrics candidate={candidate} detail={detail} />
      <p className={css.answer} dir="auto">
        {head === "" ? <em className={css.quiet}>The answer is empty.</em> : head}
      </p>
    </section>
  );
});
