import { ActionIcon, Modal, Tooltip } from "@mantine/core";
import { IconBraces, IconScale } from "@tabler/icons-react";
import { useState } from "react";
import { CopyButton } from "../../components/CopyButton.tsx";
import { formatCount } from "../../components/format.ts";
import { JsonView } from "../../components/JsonView.tsx";
import { OutcomeMark } from "../../components/marks.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../../components/states.tsx";
import { SealedMark } from "../../review/queues/SealedMark.tsx";
import css from "./ComparisonPane.module.css";
import { Candidates } from "./candidates/Candidates.tsx";
import { LayoutButtons } from "./candidates/LayoutButtons.tsx";
import { comparisonCommands } from "./commands.ts";
import { DecisionBar } from "./DecisionBar.tsx";
import { Note } from "./Note.tsx";
import { QueryBox } from "./QueryBox.tsx";
import type { ComparisonDecisions } from "./use-comparison-decisions.ts";
import type { ComparisonListState } from "./use-comparison-list.ts";
import type { Navigation } from "./use-navigation.ts";
import { SecondLook, Verdicts } from "./Verdicts.tsx";

const standingWords = { left: "No longer in the filtered list", unlisted: "Not in the filtered list", asking: "Searching…" };

/** The comparison on screen: query, candidates side by side, and what can be decided. */
export function ComparisonPane(props: { list: ComparisonListState; navigation: Navigation; decisions: ComparisonDecisions }) {
  const { list, navigation, decisions } = props;
  const { place, detail } = navigation;
  const { marked, standing } = decisions;
  const { first } = list.pages;
  const [rawOpen, setRawOpen] = useState(false);
  if (place.key === null) {
    if (first === undefined) return <LoadingRows rows={6} />;
    return <EmptyState icon={IconScale} title="No comparison selected" hint="Select a comparison in the list, or clear the filter." />;
  }
  if (marked === undefined) {
    if (detail.error !== null) return <ErrorState error={detail.error} onRetry={detail.refetch} />;
    return <LoadingRows rows={6} />;
  }
  const shown = marked.detail;
  const index = list.keys.indexOf(place.key);
  return (
    <article
      className={css.pane}
      aria-label={shown.sealed ? "Sealed comparison" : `Comparison ${shown.comparisonId}`}
      data-comparison={shown.key}
      data-sealed={shown.sealed}
    >
      <div className={css.paneHead}>
        <span className={css.where}>
          {standing === "listed"
            ? `${formatCount((index < 0 ? place.index : index) + 1)} of ${formatCount(first?.total)}`
            : standingWords[standing]}
        </span>
        {shown.sealed === true ? (
          <SealedMark finish={comparisonCommands.finish} />
        ) : (
          <>
            <span className={css.id} title={shown.comparisonId} dir="auto">
              {shown.comparisonId}
            </span>
            <CopyButton text={shown.comparisonId} label="Copy comparison id" />
            <Tooltip label="Show the record as JSON">
              <ActionIcon variant="subtle" color="gray" aria-label="Show the record as JSON" onClick={() => setRawOpen(true)}>
                <IconBraces size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </>
        )}
        <span className={css.outcome} data-saving={marked.savingOutcome}>
          {shown.outcome !== null && <OutcomeMark outcome={shown.outcome} withLabel />}
          {marked.savingOutcome && <span className={css.quiet}>saving…</span>}
        </span>
        <LayoutButtons />
      </div>
      <QueryBox key={shown.key} query={shown.query} messages={shown.messages} searched={list.form.text} />
      <Note key={`note-${shown.key}`} comparison={shown.key} note={shown.note} saving={marked.savingNote} onSave={decisions.saveNote} />
      <Verdicts verdicts={shown.verdicts} />
      <SecondLook repeat={shown.repeat} />
      <Candidates marked={marked} focused={place.position} searched={list.form.text} onFocus={navigation.focus} />
      <DecisionBar
        detail={shown}
        unlisted={standing === "unlisted"}
        position={place.position}
        onFocused={decisions.onFocused}
        onWhole={decisions.onWhole}
        onClearFilter={list.clearFilter}
        onNote={decisions.writeNote}
        toSample={navigation.toSample}
        open={decisions.open}
        toggleFlag={decisions.toggleFlag}
        finish={decisions.finish}
      />
      <Modal opened={rawOpen} onClose={() => setRawOpen(false)} title={`Record ${shown.comparisonId}`} size="xl">
        <JsonView text={shown.raw} label="Record as JSON" />
      </Modal>
    </article>
  );
}
