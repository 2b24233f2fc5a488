import { Button, Textarea } from "@mantine/core";
import { useEffect, useId, useRef } from "react";
import type { SampleDetail } from "../../../contract/index.ts";
import { modKey } from "../../app/mod-key.ts";
import { useViewState } from "../../state/view-state.ts";
import { say } from "../comparisons/said.ts";
import { saveEdit } from "./changes.ts";
import { editingName, useDraft } from "./drafts.ts";
import css from "./samples.module.css";

/** Input and output as they will be. What is typed is kept as a draft until it is saved or let go. */
export function SampleEditor({ detail }: { detail: SampleDetail }) {
  const { ref } = detail.row;
  const { draft, setDraft, dropDraft } = useDraft(ref);
  const [, setEditing] = useViewState(editingName, "");
  const output = useRef<HTMLTextAreaElement>(null);
  const hintId = useId();
  useEffect(() => output.current?.focus(), []);
  const now = draft ?? { input: detail.input, output: detail.output };
  const changed = now.input !== detail.input || now.output !== detail.output;
  const close = () => setEditing("");
  const letGo = () => {
    dropDraft();
    close();
  };
  const save = () => {
    if (!saveEdit(detail, now)) say("Nothing was changed.");
    letGo();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
  };
  const field = {
    classNames: { root: css.field, wrapper: css.fieldWrapper, input: css.fieldInput },
    onKeyDown,
    "aria-describedby": hintId,
  };
  return (
    <div className={css.editor}>
      <Textarea {...field} label="Input" value={now.input} onChange={(event) => setDraft({ ...now, input: event.currentTarget.value })} />
      <Textarea
        {...field}
        ref={output}
        label="Output"
        value={now.output}
        onChange={(event) => setDraft({ ...now, output: event.currentTarget.value })}
      />
      <div className={css.editorButtons}>
        <Button onClick={save}>Save ({modKey}Enter)</Button>
        <Button variant="default" onClick={changed ? letGo : close}>
          {changed ? "Let the changes go" : "Close"}
        </Button>
        <span id={hintId} className={css.quiet}>
          Escape closes the editor and keeps what you typed as a draft. The original line stays in the history.
        </span>
      </div>
    </div>
  );
}
