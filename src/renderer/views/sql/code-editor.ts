import { autocompletion, type Completion, type CompletionContext, type CompletionResult, completionKeymap } from "@codemirror/autocomplete";
import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { PostgreSQL, sql } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { Annotation, EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { type Suggestion, wordBefore } from "./complete.ts";

/** CodeMirror as the editor of SQL; the only file that imports it. See docs/decisions/0061-codemirror-as-the-editor-of-sql.md. */
export interface CodeEditor {
  /** Replaces the text, unless it is that already. */
  setText(text: string): void;
  /** Selects the character there, and takes the focus. */
  select(at: number): void;
  destroy(): void;
}

interface CodeEditorOptions {
  text: string;
  /** Of the textbox, for screen readers. */
  label: string;
  /** Of the page's policy: CodeMirror writes style elements. */
  nonce: string;
  onChange(text: string): void;
  /** Names that may follow. @param word typed so far, not empty. */
  suggest(text: string, word: string): readonly Suggestion[];
}

const fromOutside = Annotation.define<boolean>();

const colors = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--as-json-key)" },
  { tag: tags.string, color: "var(--as-json-string)" },
  { tag: tags.number, color: "var(--as-json-number)" },
  { tag: [tags.bool, tags.null, tags.typeName], color: "var(--as-json-literal)" },
  { tag: tags.comment, color: "var(--as-muted)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { height: "100%", background: "var(--as-bg)", color: "var(--as-text)" },
  // The frame around it shows the focus: gutters would cover an outline.
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { font: "13px / 1.55 var(--mantine-font-family-monospace)", overflow: "auto" },
  ".cm-content": { padding: "12px 20px 12px 4px", caretColor: "var(--as-text)" },
  ".cm-gutters": { background: "var(--as-bg)", color: "var(--as-muted)", border: "none", paddingLeft: "8px" },
  "&.cm-focused .cm-matchingBracket": { background: "var(--as-accent-soft)" },
  "&.cm-focused .cm-nonmatchingBracket": { background: "var(--as-bad-soft)" },
  ".cm-tooltip": { background: "var(--as-bg)", border: "1px solid var(--as-line-strong)", borderRadius: "4px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { font: "12px / 1.5 var(--mantine-font-family-monospace)", maxHeight: "220px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    background: "var(--as-accent-soft)",
    color: "var(--as-text)",
    boxShadow: "inset 0 0 0 1px var(--as-accent)",
  },
  ".cm-completionDetail": { color: "var(--as-muted)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
});

/**
 * Typing over a selection is done here: Chromium itself would keep the colour of what is replaced in a style attribute, which the policy refuses
 * with an error in the console.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.isComposing || event.data === null || view.state.selection.main.empty) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

/** Tab is bound to nothing, so that it leaves the editor as it leaves every field; Enter takes a suggestion. */
export function createCodeEditor(parent: Element, options: CodeEditorOptions): CodeEditor {
  const complete = (context: CompletionContext): CompletionResult | null => {
    const text = context.state.doc.toString();
    const found = wordBefore(text, context.pos);
    if (found === null || found.word === "") return null;
    const list = options.suggest(text, found.word).map(({ name, kind }): Completion => ({ label: name, detail: ` ${kind}` }));
    return list.length === 0 ? null : { from: found.start, options: list, filter: false };
  };
  const view = new EditorView({
    parent,
    doc: options.text,
    extensions: [
      EditorView.cspNonce.of(options.nonce),
      EditorView.contentAttributes.of({ "aria-label": options.label, autocapitalize: "off", spellcheck: "false" }),
      EditorState.tabSize.of(2),
      EditorView.lineWrapping,
      lineNumbers(),
      history(),
      bracketMatching(),
      sql({ dialect: PostgreSQL }),
      syntaxHighlighting(colors),
      // Nothing is chosen until an arrow key chooses it: Enter ends a line otherwise, whatever is suggested.
      autocompletion({ override: [complete], icons: false, selectOnOpen: false, activateOnTypingDelay: 0, interactionDelay: 0 }),
      keymap.of([...completionKeymap, ...standardKeymap, ...historyKeymap]),
      typeOver,
      look,
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside)))
          options.onChange(update.state.doc.toString());
      }),
    ],
  });
  return {
    setText(text) {
      const { doc } = view.state;
      if (doc.toString() !== text) view.dispatch({ changes: { from: 0, to: doc.length, insert: text }, annotations: fromOutside.of(true) });
    },
    select(at) {
      const anchor = Math.min(at, view.state.doc.length);
      view.dispatch({ selection: { anchor, head: Math.min(anchor + 1, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}
