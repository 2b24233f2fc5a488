import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useEffect } from "react";
import type { SampleDetail } from "../../../contract/index.ts";
import { writeViewState } from "../../state/view-state.ts";
import css from "./DraftNotice.module.css";
import { editingName, useSampleDraft } from "./drafts.ts";

/** Shown over a sample with an unsaved edit. */
export function DraftNotice({ detail, saving }: { detail: SampleDetail; saving: boolean }) {
  const { draft, changed, changedMeanwhile } = useSampleDraft(detail);
  const { status, discard } = draft;
  // The draft is what is recorded: the window that saved it was closed before it could discard the draft.
  const isDone = status?.state === "kept" && !changed && !saving;
  useEffect(() => {
    if (isDone) discard();
  }, [isDone, discard]);
  if (!changed || saving) return null;
  const more =
    status?.state === "failed"
      ? ` Draft not saved: ${status.failure?.message ?? ""} It exists only in this window.`
      : status?.state === "superseded"
        ? " Another window saved a newer version; this one exists only in this window."
        : "";
  return (
    <div className={css.draft}>
      <IconPencil size={14} aria-hidden />
      <span className={css.draftText}>
        {changedMeanwhile ? "You have an unsaved edit, and the sample has changed since." : "You have an unsaved edit."}
        {more}
      </span>
      <Button size="compact-xs" variant="default" onClick={() => writeViewState({ [editingName]: detail.row.ref })}>
        Continue editing
      </Button>
      <Button size="compact-xs" variant="default" onClick={discard}>
        Discard
      </Button>
    </div>
  );
}
