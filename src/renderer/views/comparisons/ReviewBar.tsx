import { Switch } from "@mantine/core";
import { SaveBar } from "../../review/SaveBar.tsx";
import type { Review } from "./use-review.ts";

/** The bar above a comparison: what is saved, undo and redo, and the auto-advance switch. */
export function ReviewBar({ review }: { review: Review }) {
  const { queue, curation, undo, redo, autoAdvance, setAutoAdvance } = review;
  return (
    <SaveBar queue={queue} curation={curation} onUndo={undo} onRedo={redo}>
      <Switch label="Auto-advance" checked={autoAdvance} onChange={(event) => setAutoAdvance(event.currentTarget.checked)} />
    </SaveBar>
  );
}
