import { Button, Textarea } from "@mantine/core";
import { IconLoader2, IconNote } from "@tabler/icons-react";
import { modKey } from "../../app/mod-key.ts";
import { useViewState } from "../../state/view-state.ts";
import css from "./comparisons.module.css";
import { noteDrafts, noteEditing } from "./pane-state.ts";

const longest = 10_000;

/** The note on a comparison. What is typed is kept as a draft, through Escape, navigation and restart, until it is saved or let go. */
export function Note(props: { comparison: string; note: string; saving: boolean; onSave: (comparison: string, note: string) => void }) {
  const { comparison, note, saving, onSave } = props;
  const [editing, setEditing] = useViewState(noteEditing, "");
  const [drafts, setDrafts] = useViewState<Record<string, string>>(noteDrafts, {});
  const draft = drafts[comparison];
  const close = () => setEditing("");
  const letGo = () => {
    setDrafts(({ [comparison]: _gone, ...rest }) => rest);
    close();
  };
  const save = () => {
    onSave(comparison, draft ?? note);
    letGo();
  };
  if (editing === comparison) {
    return (
      <div className={css.noteEditor}>
        <Textarea
          aria-label="Note"
          placeholder="Why you decided this way…"
          autosize
          minRows={2}
          maxRows={6}
          maxLength={longest}
          data-autofocus
          ref={focusOnce}
          value={draft ?? note}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setDrafts((before) => ({ ...before, [comparison]: text }));
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape") close();
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
          }}
        />
        <div className={css.noteButtons}>
          <Button onClick={save}>Save note ({modKey}Enter)</Button>
          <Button variant="default" onClick={close}>
            Close (Esc)
          </Button>
        </div>
      </div>
    );
  }
  if (draft !== undefined && draft !== note) {
    return (
      <div className={css.note} data-draft>
        <IconNote size={14} aria-hidden />
        <span className={css.noteText}>A note you began is not saved yet.</span>
        <Button size="compact-xs" variant="default" onClick={() => setEditing(comparison)}>
          Go on writing
        </Button>
        <Button size="compact-xs" variant="default" onClick={letGo}>
          Discard
        </Button>
      </div>
    );
  }
  if (note === "") return null;
  return (
    <div className={css.note}>
      {saving ? <IconLoader2 size={14} className={css.spin} role="img" aria-label="Saving" /> : <IconNote size={14} aria-hidden />}
      <span className={css.noteText} dir="auto">
        {note}
      </span>
    </div>
  );
}

/** Puts the cursor at the end of the text when the editor opens. */
function focusOnce(field: HTMLTextAreaElement | null) {
  if (field === null) return;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}
