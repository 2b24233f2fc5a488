import { IconPinFilled } from "@tabler/icons-react";
import { memo, useLayoutEffect, useRef } from "react";
import { candidateLetter, visibleText } from "../../../components/format.ts";
import { PlainButton } from "../../../components/PlainButton.tsx";
import type { MarkedDetail } from "../../../review/marks.ts";
import { CandidateMarks } from "./CandidateMarks.tsx";
import css from "./CandidateStrip.module.css";

interface CandidateStripProps {
  marked: MarkedDetail;
  focused: number;
  pinned: readonly number[];
  onFocus: (position: number) => void;
}

/** All candidates of a comparison by their letters, with what was decided about each. */
export const CandidateStrip = memo(function CandidateStrip({ marked, focused, pinned, onFocus }: CandidateStripProps) {
  const { detail, savingPositions, savingOutcome } = marked;
  const strip = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focused chip is another one then
  useLayoutEffect(() => {
    strip.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [detail.key, focused]);
  return (
    <div className={css.strip} role="toolbar" aria-label={`All ${detail.candidates.length} candidates`} ref={strip}>
      {detail.candidates.map((candidate) => {
        const { position } = candidate;
        const chosen = detail.outcome === "winner" && detail.winnerPosition === position;
        return (
          <PlainButton
            key={position}
            className={css.chip}
            aria-current={position === focused ? "true" : undefined}
            data-rejected={candidate.rejected}
            title={visibleText(candidate.engineId)}
            // One stop for Tab; h, l and the letters move on.
            tabIndex={position === focused ? 0 : -1}
            onClick={() => onFocus(position)}
          >
            {candidateLetter(position)}
            <CandidateMarks
              candidate={candidate}
              chosen={chosen}
              saving={savingPositions.has(position) || (chosen && savingOutcome)}
              small
            />
            {pinned.includes(position) && <IconPinFilled size={11} role="img" aria-label="pinned" />}
          </PlainButton>
        );
      })}
    </div>
  );
});
