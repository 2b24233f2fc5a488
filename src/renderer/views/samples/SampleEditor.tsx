import { Button, Textarea } from "@mantine/core";
import { useEffect, useId, useRef, useState } from "react";
import type { SampleDetail } from "../../../contract/index.ts";
import { editorKeys } from "../../components/commands.ts";
import { DraftState, DraftWord } from "../../components/DraftState.tsx";
import { printShortcut } from "../../components/KeyHint.tsx";
import { LoadingRows } from "../../components/states.tsx";
import { isPressed } from "../../components/use-commands.ts";
import { drafts, useOpenDraft } from "../../state/drafts.ts";
import { say } from "../../state/notify.ts";
import { useViewState } from "../../state/view-state.ts";
import { saveEdit } from "./changes.ts";
import { editingName, useSampleDraft } from "./drafts.ts";
import css from "./SampleEditor.module.css";

/** Input and output as they will be. What is typed is kept as a draft until it is saved or discarded. */
export function SampleEditor({ detail }: { detail: SampleDetail }) {
  const { draft, texts, changed, changedMeanwhile, setText } = useSampleDraft(detail);
  const { loading, id } = draft;
  const [, setEditing] = useViewState(editingName, "");
  const output = useRef<HTMLTextAreaElement>(null);
  const hintId = useId();
  useOpenDraft("sample", detail.row.ref);
  // Only before the first text: later, another window's draft comes into the open fields.
  const [ready, setReady] = useState(!loading);
  if (!ready && !loading) setReady(true);
  useEffect(() => {
    if (ready) output.current?.focus();
  }, [ready]);
  if (!ready) return <LoadingRows rows={6} />;
  const close = () => setEditing("");
  const discard = () => {
    draft.discard();
    close();
  };
  const save = () => {
    drafts.saving(id);
    if (!saveEdit(detail, texts)) {
      say("No changes to save.");
      draft.discard();
    }
    close();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (isPressed(editorKeys.close, event.nativeEvent)) close();
    if (isPressed(editorKeys.save, event.nativeEvent)) save();
  };
  const field = {
    classNames: { root: css.field, wrapper: css.fieldWrapper, input: css.fieldInput },
    onKeyDown,
    onBlur: () => void drafts.flush(id),
    "aria-describedby": hintId,
  };
  return (
    <div className={css.editor}>
      <Textarea {...field} label="Input" value={texts.input} onChange={(event) => setText("input", event.currentTarget.value)} />
      <Textarea
        {...field}
        ref={output}
        label="Output"
        value={texts.output}
        onChange={(event) => setText("output", event.currentTarget.value)}
      />
      <DraftState draft={draft} noun="sample" changedMeanwhile={changedMeanwhile} />
      <div className={css.editorButtons}>
        <Button onClick={save}>Save ({printShortcut(editorKeys.save)})</Button>
        <Button variant="default" onClick={changed ? discard : close}>
          {changed ? "Discard changes" : "Close"}
        </Button>
        <DraftWord draft={draft} />
        <span id={hintId} className={css.quiet}>
          {printShortcut(editorKeys.close)} closes the editor and keeps what you typed as a draft. The original line stays in the history.
        </span>
      </div>
    </div>
  );
}
