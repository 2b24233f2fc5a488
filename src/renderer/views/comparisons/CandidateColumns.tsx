import { UnstyledButton } from "@mantine/core";
import { IconBan, IconTrophy } from "@tabler/icons-react";
import { memo, useLayoutEffect, useRef } from "react";
import type { Candidate, ComparisonDetail } from "../../../contract/index.ts";
import { candidateLetter, formatCount, formatMs, formatScore, formatUsd, visibleText } from "../../components/format.ts";
import { EngineName, SavingMark, TierBadge } from "../../components/marks.tsx";
import { ConversationRegion } from "../../review/conversation/Conversation.tsx";
import { LongText } from "../../review/LongText.tsx";
import type { MarkedDetail } from "../../review/marks.ts";
import css from "./CandidateColumns.module.css";
import { formatRecordedWinner } from "./words.ts";

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

interface CandidateColumnProps {
  candidate: Candidate;
  detail: ComparisonDetail;
  focused: boolean;
  saving: boolean;
  savingOutcome: boolean;
  onFocus: (position: number) => void;
}

/** One candidate: who, how fast, how good, what was decided about it, and its answer as text. */
const CandidateColumn = memo(function CandidateColumn(props: CandidateColumnProps) {
  const { candidate, detail, focused, saving, savingOutcome, onFocus } = props;
  const { position, engineId, tier, rejected } = candidate;
  const letter = candidateLetter(position);
  const recorded = formatRecordedWinner(detail, position);
  const chosen = detail.outcome === "winner" && detail.winnerPosition === position;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has h and l, and the letter's button
    <section
      className={css.column}
      aria-label={`Candidate ${letter} of ${detail.candidates.length}, ${visibleText(engineId)}`}
      aria-current={focused ? "true" : undefined}
      data-focused-candidate={focused ? "" : undefined}
      data-candidate={position}
      data-rejected={rejected}
      onClick={() => onFocus(position)}
    >
      <header className={css.columnHead}>
        <div className={css.columnTitle}>
          <UnstyledButton
            className={css.letter}
            aria-label={`Focus candidate ${letter}`}
            title={position < 26 ? `Shift+${letter}` : undefined}
            aria-pressed={focused}
            onClick={() => onFocus(position)}
          >
            {letter}
          </UnstyledButton>
          <EngineName id={engineId} />
          <span className={css.marks} data-saving={saving}>
            {saving && <SavingMark />}
            {tier !== null && <TierBadge tier={tier} size={20} />}
            {tier !== null && candidate.decidedBy !== null && candidate.decidedBy !== "person" && (
              <span className={css.auto}>{candidate.decidedBy}</span>
            )}
            {rejected && (
              <span className={css.rejected}>
                <IconBan size={14} aria-hidden /> Rejected
              </span>
            )}
          </span>
        </div>
        <dl className={css.metrics}>
          <div>
            <dt>latency</dt>
            <dd>{candidate.latencyMs === null ? "unknown" : formatMs(candidate.latencyMs)}</dd>
          </div>
          <div>
            <dt>quality</dt>
            <dd>{candidate.quality === null ? "unknown" : formatScore(candidate.quality)}</dd>
          </div>
          {candidate.usage?.outputTokens != null && (
            <div>
              <dt>tokens</dt>
              <dd>{formatCount(candidate.usage.outputTokens)}</dd>
            </div>
          )}
          {candidate.usage?.costUsd != null && (
            <div>
              <dt>cost</dt>
              <dd>{formatUsd(candidate.usage.costUsd)}</dd>
            </div>
          )}
        </dl>
        {recorded !== null && (
          <p className={css.winner}>
            <IconTrophy size={13} aria-hidden />
            <span>{recorded}</span>
          </p>
        )}
        {chosen && (
          <p className={css.winner} data-chosen data-saving={savingOutcome}>
            <IconTrophy size={13} aria-hidden />
            <span>Winner, set by you{savingOutcome ? ", saving…" : ""}</span>
          </p>
        )}
      </header>
      {candidate.messages === undefined ? (
        <LongText text={candidate.output} label={`Answer of candidate ${letter}`} className={css.output} empty="The answer is empty." />
      ) : (
        <ConversationRegion messages={candidate.messages} label={`Answer of candidate ${letter}`} className={css.output} />
      )}
    </section>
  );
});
