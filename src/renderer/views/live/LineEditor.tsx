import { Button, Textarea } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { editorKeys } from "../../components/commands.ts";
import { visibleText } from "../../components/format.ts";
import { printShortcut } from "../../components/KeyHint.tsx";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { isPressed } from "../../components/use-commands.ts";
import { useHostQuery } from "../../state/queries.ts";
import rows from "./quarantine.module.css";
import { describeRetry, type QuarantineOutcome, retryLines } from "./quarantine-actions.ts";

/** Typing is checked once it has paused for this long. */
const pauseMs = 250;

interface LineEditorProps {
  offset: number;
  onClose(): void;
  onDone(outcome: QuarantineOutcome | null): void;
}

/** Edits a rejected line, says what is still wrong with it, and retries it. */
export function LineEditor({ offset, onClose, onDone }: LineEditorProps) {
  const { data, error } = useHostQuery("quarantine.get", { offset });
  if (error !== null) return <ErrorState error={error} />;
  if (data === undefined) return <LoadingRows rows={2} />;
  return <Editor offset={offset} original={data.text} onClose={onClose} onDone={onDone} />;
}

function Editor({ offset, original, onClose, onDone }: LineEditorProps & { original: string }) {
  const [text, setText] = useState(original);
  const [busy, setBusy] = useState(false);
  const wasFocused = useRef(false);
  const [checked, setChecked] = useState(original);
  useEffect(() => {
    const timer = setTimeout(() => setChecked(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  // A record stands on one line; JSON may be laid out while it is edited.
  const toSend = toOneLine(text);
  const check = useHostQuery("quarantine.check", { offset, text: toOneLine(checked) }, { keepPrevious: true });
  const isCurrent = checked === text && !check.isFetching;
  const findings = check.data?.findings ?? [];
  const canSave = isCurrent && check.error === null && check.data !== undefined && findings.length === 0 && check.data.kinds.length > 0;
  const save = async () => {
    if (!canSave || busy) return;
    setBusy(true);
    const done = await retryLines({ offset }, { text: toSend });
    setBusy(false);
    if (done !== null) onDone({ message: describeRetry(done), undo: null });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isPressed(editorKeys.save, event.nativeEvent)) void save();
    else if (isPressed(editorKeys.close, event.nativeEvent)) onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <form
      className={rows.editor}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Textarea
        aria-label="Line"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={3}
        maxRows={16}
        spellCheck={false}
        ref={(field) => {
          if (field !== null && !wasFocused.current) field.focus();
          wasFocused.current = true;
        }}
        classNames={{ input: rows.text ?? "" }}
      />
      <div role="status" className={rows.check}>
        {check.error !== null && <span>{check.error.message}</span>}
        {check.error === null && findings.length === 0 && check.data !== undefined && <span>Valid: {check.data.kinds.join(", ")}</span>}
        {findings.map((finding) => (
          <span key={`${finding.pointer} ${finding.rule} ${finding.message}`}>
            {visibleText(finding.message)}
            {finding.fix !== undefined && <span className="muted"> {visibleText(finding.fix)}</span>}
          </span>
        ))}
      </div>
      <div className={rows.tools}>
        <Button type="submit" size="compact-sm" disabled={!canSave} loading={busy} title={printShortcut(editorKeys.save)}>
          Retry edited line
        </Button>
        <Button variant="default" size="compact-sm" onClick={onClose} title={printShortcut(editorKeys.close)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

/** JSON on several lines becomes one line; anything else stays as it is. */
function toOneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/\r?\n\s*/g, " ").trim() : text;
}
