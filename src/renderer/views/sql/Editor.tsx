import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { SqlTable } from "../../../contract/index.ts";
import { KeyHint } from "../../components/KeyHint.tsx";
import { isPressed } from "../../components/use-commands.ts";
import { sqlCommands, suggestionKeys } from "./commands.ts";
import { offsetOf, type Suggestion, suggest, wordBefore } from "./complete.ts";
import css from "./sql.module.css";

interface EditorProps {
  text: string;
  onChange(text: string): void;
  tables: readonly SqlTable[];
  functions: readonly string[];
  /** "line L, column C" of what is wrong; the caret goes there. */
  wrongAt: string | undefined;
}

interface Open {
  start: number;
  end: number;
  list: Suggestion[];
  active: number;
}

/** A text in SQL. Suggestions follow the typing, and Tab leaves the editor, as everywhere. */
export function Editor({ text, onChange, tables, functions, wrongAt }: EditorProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const caret = useRef<number | null>(null);

  useEffect(() => {
    if (caret.current === null) return;
    area.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  const newest = useRef(text);
  useEffect(() => {
    newest.current = text;
  }, [text]);
  useEffect(() => {
    const at = offsetOf(newest.current, wrongAt);
    if (at === null) return;
    area.current?.focus();
    area.current?.setSelectionRange(at, newest.current.length > at ? at + 1 : at);
  }, [wrongAt]);

  const look = (value: string, at: number) => {
    const found = wordBefore(value, at);
    const list = found === null ? [] : suggest(value, found.word, tables, functions);
    setOpen(found === null || list.length === 0 ? null : { start: found.start, end: at, list, active: -1 });
  };
  const take = ({ start, end }: Open, { name }: Suggestion) => {
    caret.current = start + name.length;
    onChange(text.slice(0, start) + name + text.slice(end));
    setOpen(null);
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (open === null || event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return;
    const { list, active } = open;
    const chosen = list[active];
    if (isPressed(suggestionKeys.next, event.nativeEvent)) setOpen({ ...open, active: (active + 1) % list.length });
    else if (isPressed(suggestionKeys.previous, event.nativeEvent) && active >= 0) setOpen({ ...open, active: active - 1 });
    else if (isPressed(suggestionKeys.take, event.nativeEvent) && chosen !== undefined) take(open, chosen);
    else if (isPressed(suggestionKeys.close, event.nativeEvent)) setOpen(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={css.editor}>
      <textarea
        ref={area}
        className={css.text}
        aria-label="SQL"
        aria-controls={open === null ? undefined : `${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open !== null && open.active >= 0 ? `${id}-${open.active}` : undefined}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        rows={8}
        value={text}
        onChange={(event) => {
          onChange(event.target.value);
          look(event.target.value, event.target.selectionStart);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(null)}
      />
      <div className={css.suggestions} id={`${id}-list`} {...(open !== null && { role: "listbox", "aria-label": "Suggestions" })}>
        {open === null && (
          <span className={css.kind}>
            <KeyHint of={[sqlCommands.run]}>run</KeyHint>, names are suggested as you type
          </span>
        )}
        {open?.list.map((one, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the text, which keeps the focus
          <div
            key={one.name}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === open.active}
            className={css.suggestion}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(open, one)}
          >
            <code>{one.name}</code> <span className={css.kind}>{one.kind}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
