import { ActionIcon } from "@mantine/core";
import { IconPin, IconPinFilled } from "@tabler/icons-react";
import { memo } from "react";
import type { Candidate, ComparisonDetail } from "../../../../contract/index.ts";
import { candidateLetter, visibleText } from "../../../components/format.ts";
import { printShortcut } from "../../../components/KeyHint.tsx";
import { EngineName } from "../../../components/marks.tsx";
import { ConversationRegion } from "../../../review/conversation/Conversation.tsx";
import { LongText } from "../../../review/LongText.tsx";
import { layoutCommands, togglePin } from "../layout/commands.ts";
import css from "./CandidateColumn.module.css";
import { CandidateMarks } from "./CandidateMarks.tsx";
import { Letter } from "./Letter.tsx";
import { Metrics } from "./Metrics.tsx";

interface CandidateColumnProps {
  candidate: Candidate;
  detail: ComparisonDetail;
  focused: boolean;
  pinned: boolean;
  saving: boolean;
  savingOutcome: boolean;
  onFocus: (position: number) => void;
}

/** One candidate: who, what was decided about it, how fast and how good, and its answer. */
export const CandidateColumn = memo(function CandidateColumn(props: CandidateColumnProps) {
  const { candidate, detail, focused, pinned, saving, savingOutcome, onFocus } = props;
  const { position, engineId } = candidate;
  const letter = candidateLetter(position);
  const chosen = detail.outcome === "winner" && detail.winnerPosition === position;
  const Pin = pinned ? IconPinFilled : IconPin;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has h and l, and the letter's button
    <section
      className={css.column}
      aria-label={`Candidate ${letter} of ${detail.candidates.length}, ${detail.sealed ? "sealed" : visibleText(engineId)}`}
      aria-current={focused ? "true" : undefined}
      data-column
      data-focused-candidate={focused ? "" : undefined}
      data-candidate={position}
      data-rejected={candidate.rejected}
      onClick={() => onFocus(position)}
    >
      <header className={css.head}>
        <div className={css.title}>
          <Letter position={position} focused={focused} onFocus={onFocus} />
          <EngineName id={engineId} />
          <span className={css.end}>
            <CandidateMarks candidate={candidate} chosen={chosen} saving={saving || (savingOutcome && chosen)} />
            {detail.candidates.length > 2 && (
              <ActionIcon
                className={css.pin}
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={`Pin candidate ${letter}`}
                aria-pressed={pinned}
                title={`${pinned ? "Unpin" : "Pin"} (${printShortcut(layoutCommands.pin)})`}
                onClick={(event) => {
                  event.stopPropagation();
                  togglePin(detail.key, position);
                }}
              >
                <Pin size={14} aria-hidden />
              </ActionIcon>
            )}
          </span>
        </div>
        {detail.sealed !== true && <Metrics candidate={candidate} detail={detail} />}
      </header>
      {/* Another text begins at its top, and folded. */}
      {candidate.messages === undefined ? (
        <LongText
          key={detail.key}
          text={candidate.output}
          label={`Answer of candidate ${letter}`}
          className={css.output}
          empty="The answer is empty."
        />
      ) : (
        <ConversationRegion key={detail.key} messages={candidate.messages} label={`Answer of candidate ${letter}`} className={css.output} />
      )}
    </section>
  );
});
