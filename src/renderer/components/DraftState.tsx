import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { drafts, type UsedDraft } from "../state/drafts.ts";
import css from "./DraftState.module.css";

interface DraftStateProps {
  draft: UsedDraft;
  /** What is edited, as in "The sample changed …". */
  noun: string;
  /** What was edited has another text now than the one the draft was based on. */
  changedMeanwhile?: boolean;
}

/** Under an open editor: whether what was typed is on disk, and what another window did meanwhile. */
export function DraftState({ draft, noun, changedMeanwhile = false }: DraftStateProps) {
  const { status, id } = draft;
  return (
    <div className={css.states}>
      {changedMeanwhile && (
        <p className={css.warning} role="status">
          <IconAlertTriangle size={14} aria-hidden />
          <span>The {noun} changed after you began to edit it. Saving replaces its text with yours.</span>
        </p>
      )}
      {status?.state === "failed" && (
        <p className={css.failure} role="alert">
          <IconAlertTriangle size={14} aria-hidden />
          <span>
            <b>This draft is not kept.</b> {status.failure?.message} {status.failure?.fix} Until then your text is in this editor alone.
          </span>
        </p>
      )}
      {status?.state === "superseded" && (
        <p className={css.warning} role="status">
          <IconAlertTriangle size={14} aria-hidden />
          <span>This draft was edited later in another window, and that text is kept. Type here to keep this one instead.</span>
          <Button size="compact-xs" variant="default" onClick={() => drafts.takeOther(id)}>
            Show the other text
          </Button>
        </p>
      )}
      {status?.state === "discarded" && (
        <p className={css.warning} role="status">
          <IconAlertTriangle size={14} aria-hidden />
          <span>This draft was saved or discarded in another window. Your text is in this editor alone; type to keep it.</span>
        </p>
      )}
    </div>
  );
}

/** In a word, beside the buttons; the same place whatever it says. */
export function DraftWord({ draft }: { draft: UsedDraft }) {
  const word = { waiting: "Keeping the draft…", sending: "Keeping the draft…", kept: "Draft kept", failed: "Draft not kept" } as const;
  const { status } = draft;
  const text = status === undefined || status.state === "superseded" || status.state === "discarded" ? "" : word[status.state];
  return (
    <span className={css.word} data-draft-state={status?.state ?? "none"} role="status">
      {text}
    </span>
  );
}
