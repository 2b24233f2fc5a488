import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import type { SampleDetail } from "../../../contract/index.ts";
import { writeViewState } from "../../state/view-state.ts";
import { editingName, useDraft } from "./drafts.ts";
import css from "./samples.module.css";

/** Says that an edit was begun and not saved, so that it is neither lost nor mistaken for saved. */
export function DraftNotice({ detail }: { detail: SampleDetail }) {
  const { ref } = detail.row;
  const { draft, dropDraft } = useDraft(ref);
  if (draft === undefined || (draft.input === detail.input && draft.output === detail.output)) return null;
  return (
    <div className={css.draft}>
      <IconPencil size={14} aria-hidden />
      <span className={css.draftText}>An edit you began is not saved yet.</span>
      <Button size="compact-xs" variant="default" onClick={() => writeViewState({ [editingName]: ref })}>
        Go on
      </Button>
      <Button size="compact-xs" variant="default" onClick={dropDraft}>
        Discard
      </Button>
    </div>
  );
}
