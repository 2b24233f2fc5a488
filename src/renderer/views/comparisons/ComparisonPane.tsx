import { IconScale } from "@tabler/icons-react";
import { memo, useLayoutEffect, useRef } from "react";
import { CopyButton } from "../../components/CopyButton.tsx";
import { formatCount } from "../../components/format.ts";
import { OutcomeMark } from "../../components/marks.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../../components/states.tsx";
import { DeskPanels } from "../../review/desk/DeskPanels.tsx";
import type { MarkedDetail } from "../../review/marks.ts";
import { SealedMark } from "../../review/queues/SealedMark.tsx";
import css from "./ComparisonPane.module.css";
import { Candidates } from "./candidates/Candidates.tsx";
import { LayoutButtons } from "./candidates/LayoutButtons.tsx";
import { comparisonCommands } from "./commands.ts";
import { DecisionBar } from "./DecisionBar.tsx";
import { Note } from "./Note.tsx";
import { QueryBox } from "./QueryBox.tsx";
import { RecordButton } from "./RecordButton.tsx";
import { type ComparisonDecisions, useMarked } from "./use-comparison-decisions.ts";
import type { ComparisonListState } from "./use-comparison-list.ts";
import { type Navigation, useShown } from "./use-navigation.ts";
import { SecondLook, Verdicts } from "./Verdicts.tsx";

const standingWords = { left: "No longer in the filtered list", unlisted: "Not in the filtered list", asking: "Searching…" };

interface PaneProps {
  list: ComparisonListState;
  navigation: Pick<Navigation, "focus" | "toSample">;
  decisions: ComparisonDecisions;
}

/** The comparison on screen, or why there is none. What it shows is drawn again only when that changes, not with each answer that says the same. */
export const ComparisonPane = memo(function ComparisonPane({ list, navigation, decisions }: PaneProps) {
  const { place, detail, error, refetch } = useShown(list);
  const { marked, standing } = useMarked(list, place.key, detail);
  const { first } = list.pages;
  if (place.key === null) {
    if (first === undefined) return <LoadingRows rows={6} />;
    return <EmptyState icon={IconScale} title="No comparison selected" hint="Select a comparison in the list, or clear the filter." />;
  }
  if (marked === undefined) {
    if (error !== null) return <ErrorState error={error} onRetry={refetch} />;
    return <LoadingRows rows={6} />;
  }
  const index = list.keys.indexOf(place.key);
  const where =
    standing === "listed"
      ? `${formatCount((index < 0 ? place.index : index) + 1)} of ${formatCount(first?.total)}`
      : standingWords[standing];
  const { focus, toSample } = navigation;
  return (
    <>
      <Shown
        marked={marked}
        position={place.position}
        where={where}
        unlisted={standing === "unlisted"}
        searched={list.form.text}
        onClearFilter={list.clearFilter}
        onFocus={focus}
        toSample={toSample}
        decisions={decisions}
      />
      {standing !== "unlisted" && <DeskPanels detail={marked.detail} position={place.position} onPromote={decisions.onFocused} />}
    </>
  );
});

interface ShownProps {
  marked: MarkedDetail;
  /** Of the focused candidate. */
  position: number;
  /** "3 of 220", or why it is not in the list. */
  where: string;
  unlisted: boolean;
  /** What the list was searched for. */
  searched: string;
  onClearFilter: () => void;
  onFocus: (position: number) => void;
  toSample: () => void;
  decisions: ComparisonDecisions;
}

/** A comparison: query, candidates side by side, and what can be decided. */
const Shown = memo(function Shown(props: ShownProps) {
  const { marked, position, where, unlisted, searched, onClearFilter, onFocus, toSample, decisions } = props;
  const shown = marked.detail;
  const newest = useRef(shown);
  useLayoutEffect(() => {
    newest.current = shown;
  });
  return (
    <article
      className={css.pane}
      aria-label={shown.sealed ? "Sealed comparison" : `Comparison ${shown.comparisonId}`}
      data-comparison={shown.key}
      data-sealed={shown.sealed}
    >
      <div className={css.paneHead}>
        <span className={css.where}>{where}</span>
        {shown.sealed === true ? (
          <SealedMark finish={comparisonCommands.finish} />
        ) : (
          <>
            <span className={css.id} title={shown.comparisonId} dir="auto">
              {shown.comparisonId}
            </span>
            <CopyButton text={shown.comparisonId} label="Copy comparison id" />
            <RecordButton shown={newest} />
          </>
        )}
        <span className={css.outcome} data-saving={marked.savingOutcome}>
          {shown.outcome !== null && <OutcomeMark outcome={shown.outcome} withLabel />}
          {marked.savingOutcome && <span className={css.quiet}>saving…</span>}
        </span>
        <LayoutButtons />
      </div>
      <QueryBox key={shown.key} query={shown.query} messages={shown.messages} searched={searched} />
      <Note key={`note-${shown.key}`} comparison={shown.key} note={shown.note} saving={marked.savingNote} onSave={decisions.saveNote} />
      <Verdicts verdicts={shown.verdicts} />
      <SecondLook repeat={shown.repeat} />
      <Candidates marked={marked} focused={position} searched={searched} onFocus={onFocus} />
      <DecisionBar
        detail={shown}
        unlisted={unlisted}
        position={position}
        onFocused={decisions.onFocused}
        onWhole={decisions.onWhole}
        onClearFilter={onClearFilter}
        onNote={decisions.writeNote}
        toSample={toSample}
        open={decisions.open}
        toggleFlag={decisions.toggleFlag}
        finish={decisions.finish}
      />
    </article>
  );
});
