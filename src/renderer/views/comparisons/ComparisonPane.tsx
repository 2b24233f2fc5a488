import { ActionIcon, Modal, Tooltip } from "@mantine/core";
import { IconBraces, IconScale } from "@tabler/icons-react";
import { useState } from "react";
import { CopyButton, EmptyState, ErrorState, formatCount, JsonView, LoadingRows, OutcomeMark } from "../../components/index.ts";
import { CandidateColumns } from "./CandidateColumns.tsx";
import css from "./comparisons.module.css";
import { DecisionBar } from "./DecisionBar.tsx";
import { Note } from "./Note.tsx";
import { QueryBox } from "./QueryBox.tsx";
import type { Review } from "./use-review.ts";

const standingWords = { left: "No longer in the filtered list", unlisted: "Not in the filtered list", asking: "Searching…" };

/** The comparison on screen: query, candidates side by side, and what can be decided. */
export function ComparisonPane({ review }: { review: Review }) {
  const { place, detail, marked, list, keys } = review;
  const [rawOpen, setRawOpen] = useState(false);
  if (place.key === null) {
    if (list.first === undefined) return <LoadingRows rows={6} />;
    return <EmptyState icon={IconScale} title="Nothing to review here" hint="Choose a comparison in the list, or widen the filter." />;
  }
  if (marked === undefined) {
    if (detail.error !== null) return <ErrorState error={detail.error} onRetry={detail.refetch} />;
    return <LoadingRows rows={6} />;
  }
  const shown = marked.detail;
  const index = keys.indexOf(place.key);
  return (
    <article className={css.pane} aria-label={`Comparison ${shown.comparisonId}`} data-comparison={shown.key}>
      <div className={css.paneHead}>
        <span className={css.where}>
          {review.standing === "listed"
            ? `${formatCount((index < 0 ? place.index : index) + 1)} of ${formatCount(list.first?.total)}`
            : standingWords[review.standing]}
        </span>
        <span className={css.id} title={shown.comparisonId} dir="auto">
          {shown.comparisonId}
        </span>
        <CopyButton text={shown.comparisonId} label="Copy comparison id" />
        <Tooltip label="Show the record as JSON">
          <ActionIcon variant="subtle" color="gray" aria-label="Show the record as JSON" onClick={() => setRawOpen(true)}>
            <IconBraces size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <span className={css.outcome} data-saving={marked.savingOutcome}>
          {shown.outcome !== null && <OutcomeMark outcome={shown.outcome} withLabel />}
          {marked.savingOutcome && <span className={css.quiet}>saving…</span>}
        </span>
      </div>
      <QueryBox key={shown.key} query={shown.query} />
      <Note key={`note-${shown.key}`} comparison={shown.key} note={shown.note} saving={marked.savingNote} onSave={review.note} />
      <CandidateColumns marked={marked} focused={place.position} onFocus={review.focus} />
      <DecisionBar
        detail={shown}
        unlisted={review.standing === "unlisted"}
        position={place.position}
        onFocused={review.onFocused}
        onWhole={review.onWhole}
        onClearFilter={review.clearFilter}
        onNote={review.writeNote}
      />
      <Modal opened={rawOpen} onClose={() => setRawOpen(false)} title={`Record ${shown.comparisonId}`} size="xl">
        <JsonView text={shown.raw} label="Record as JSON" />
      </Modal>
    </article>
  );
}
