import { Button, Textarea } from "@mantine/core";
import { IconNote } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { editorKeys } from "../../components/commands.ts";
import { DraftState, DraftWord } from "../../components/DraftState.tsx";
import { printShortcut } from "../../components/KeyHint.tsx";
import { restoreLineEndings, toFieldText } from "../../components/line-endings.ts";
import { SavingMark } from "../../components/marks.tsx";
import { isPressed } from "../../components/use-commands.ts";
import { drafts, fingerprint, useDraft, useOpenDraft } from "../../state/drafts.ts";
import { useViewState } from "../../state/view-state.ts";
import css from "./Note.module.css";
import { noteEditing } from "./use-comparison-decisions.ts";

const longest = 10_000;

/** The note on a comparison. What is typed is kept as a draft, through Escape, navigation and restart, until it is saved or discarded. */
export function Note(props: { comparison: string; note: string; saving: boolean; onSave: (comparison: string, note: string) => void }) {
  const { comparison, note, saving, onSave } = props;
  const [editing, setEditing] = useViewState(noteEditing, "");
  const draft = useDraft("note", comparison);
  const { status, fields, discard } = draft;
  const recorded = useMemo(() => toFieldText(note), [note]);
  const text = fields.note?.text ?? recorded;
  // The draft is what is recorded: the window that saved it was closed before it could discard the draft.
  const isDone = editing !== comparison && status?.state === "kept" && text === recorded && !saving;
  useEffect(() => {
    if (isDone) discard();
  }, [isDone, discard]);
  if (editing === comparison) {
    return (
      <NoteEditor
        key={comparison}
        {...{ draft, text, recorded }}
        note={note}
        onClose={() => setEditing("")}
        onSave={(next) => onSave(comparison, next)}
      />
    );
  }
  if (text !== recorded && !saving) {
    return (
      <div className={css.note} data-draft>
        <IconNote size={14} aria-hidden />
        <span className={css.noteText}>
          You have an unsaved note.
          {status?.state === "failed" && ` Draft not saved: ${status.failure?.message ?? ""} It exists only in this window.`}
        </span>
        <Button size="compact-xs" variant="default" onClick={() => setEditing(comparison)}>
          Continue editing
        </Button>
        <Button size="compact-xs" variant="default" onClick={discard}>
          Discard
        </Button>
      </div>
    );
  }
  if (note === "") return null;
  return (
    <div className={css.note}>
      {saving ? <SavingMark /> : <IconNote size={14} aria-hidden />}
      <span className={css.noteText} dir="auto">
        {note}
      </span>
    </div>
  );
}

interface NoteEditorProps {
  draft: ReturnType<typeof useDraft>;
  text: string;
  /** The note as it is recorded, and as a text field holds it. */
  note: string;
  recorded: string;
  onClose: () => void;
  onSave: (note: string) => void;
}

function NoteEditor({ draft, text, note, recorded, onClose, onSave }: NoteEditorProps) {
  const { id, fields, loading, edit, discard } = draft;
  useOpenDraft("note", id.target);
  const print = useMemo(() => fingerprint(note), [note]);
  const changedMeanwhile = fields.note !== undefined && fields.note.basedOn !== "" && fields.note.basedOn !== print;
  const field = useRef<HTMLTextAreaElement>(null);
  const [ready, setReady] = useState(!loading);
  if (!ready && !loading) setReady(true);
  useEffect(() => {
    const { current } = field;
    current?.focus();
    current?.setSelectionRange(current.value.length, current.value.length);
  }, []);
  const save = () => {
    if (text === recorded) discard();
    else {
      drafts.saving(id);
      onSave(restoreLineEndings(note, text));
    }
    onClose();
  };
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
        ref={field}
        // Typing before an earlier draft has loaded would replace it.
        readOnly={!ready}
        value={text}
        onBlur={() => void drafts.flush(id)}
        onChange={(event) => {
          const next = event.currentTarget.value;
          edit("note", next === recorded ? null : { text: next, basedOn: fields.note?.basedOn ?? print });
        }}
        onKeyDown={(event) => {
          if (isPressed(editorKeys.close, event.nativeEvent)) onClose();
          if (isPressed(editorKeys.save, event.nativeEvent)) save();
        }}
      />
      <DraftState draft={draft} noun="note" changedMeanwhile={changedMeanwhile} />
      <div className={css.noteButtons}>
        <Button onClick={save}>Save note ({printShortcut(editorKeys.save)})</Button>
        <Button variant="default" onClick={onClose}>
          Close ({printShortcut(editorKeys.close)})
        </Button>
        <DraftWord draft={draft} />
      </div>
    </div>
  );
}
