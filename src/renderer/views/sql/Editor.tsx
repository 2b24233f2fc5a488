import { useEffect, useRef } from "react";
import type { SqlTable } from "../../../contract/index.ts";
import { KeyHint } from "../../components/KeyHint.tsx";
import { cspNonce } from "../../theme/csp-nonce.ts";
import { type CodeEditor, createCodeEditor } from "./code-editor.ts";
import { sqlCommands } from "./commands.ts";
import { offsetOf, suggest } from "./complete.ts";
import css from "./sql.module.css";

interface EditorProps {
  text: string;
  onChange(text: string): void;
  tables: readonly SqlTable[];
  functions: readonly string[];
  /** "line L, column C" of what is wrong; the caret goes there. */
  wrongAt: string | undefined;
}

/** A text in SQL. Suggestions follow the typing, and Tab leaves the editor, as everywhere. */
export function Editor(props: EditorProps) {
  const { text, wrongAt } = props;
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | null>(null);
  const newest = useRef(props);
  useEffect(() => {
    newest.current = props;
  });
  useEffect(() => {
    if (place.current === null) return;
    const made = createCodeEditor(place.current, {
      text: newest.current.text,
      label: "SQL",
      nonce: cspNonce(),
      onChange: (typed) => newest.current.onChange(typed),
      suggest: (typed, word) => suggest(typed, word, newest.current.tables, newest.current.functions),
    });
    editor.current = made;
    return () => {
      editor.current = null;
      made.destroy();
    };
  }, []);
  useEffect(() => editor.current?.setText(text), [text]);
  useEffect(() => {
    const at = offsetOf(newest.current.text, wrongAt);
    if (at !== null) editor.current?.select(at);
  }, [wrongAt]);
  return (
    <div className={css.editor}>
      <div ref={place} className={css.text} />
      <p className={css.hint}>
        <KeyHint of={[sqlCommands.run]}>run</KeyHint>, names are suggested as you type
      </p>
    </div>
  );
}
