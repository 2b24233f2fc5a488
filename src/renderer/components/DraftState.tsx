import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { drafts, type UsedDraft } from "../state/drafts.ts";
import css from "./DraftState.module.css";

interface DraftStateProps {
  draft: UsedDraft;
  /** What is edited, as in "The sample changed …". */
  noun: string;
  /** The text that the draft was based on has changed since. */
  changedMeanwhile?: boolean;
}

/** Below an open editor: whether the draft is on disk, and what another window did to it. */
export function DraftState({ draft, noun, changedMeanwhile = false }: DraftStateProps) {
  const { status, id } = draft;
  return (
    <div className={css.states}>
      {changedMeanwhile && (
        <p className={css.warning} role="status">
          <IconAlertTriangle size={14} aria-hidden />
          <span>The {noun} changed after you started editing. Saving overwrites it with your text.</span>
        </p>
      )}
      {status?.state === "failed" && (
        <p className={css.failure} role="alert">
          <IconAlertTriangle size={14} aria-hidden />
          <span>
            <b>This draft is not saved.</b> {status.failure?.message} {status.failure?.fix} Until then your text exists only in this editor.
          </span>
        </p>
      )}
      {status?.state === "superseded" && (
        <p className={css.warning} role="status">
          <IconAlertTriangle size={14} aria-hidden />
          <span>Another window saved a newer version of this draft. Type here to replace it with this one.</span>
          <Button size="compact-xs" variant="default" onClick={() => drafts.takeOther(id)}>
            Show the newer version
          </Button>
        </p>
      )}
      {status?.state === "discarded" && (
        <p className={css.warning} role="status">
          <IconAlertTriangle size={14} aria-hidden />
          <span>
            This draft was saved or discarded in another window. Your text exists only in this editor; type to save it as a draft again.
          </span>
        </p>
      )}
    </div>
  );
}

/** In a word, beside the buttons; the same place whatever it says. */
export function DraftWord({ draft }: { draft: UsedDraft }) {
  const word = { waiting: "Saving draft…", sending: "Saving draft…", kept: "Draft saved", failed: "Draft not saved" } as const;
  const { status } = draft;
  const text = status === undefined || status.state === "superseded" || status.state === "discarded" ? "" : word[status.state];
  return (
    <span className={css.word} data-draft-state={status?.state ?? "none"} role="status">
      {text}
    </span>
  );
}
