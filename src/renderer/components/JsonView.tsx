import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import { formatCount } from "./format.ts";
import css from "./JsonView.module.css";
import { indentJson, tokenise } from "./json-tokens.ts";

const shownCharacters = 20_000;

/** JSON, indented and tinted, as text. Long ones are cut, with a button that shows all. */
export function JsonView(props: { value?: unknown; text?: string; label?: string }) {
  const { value, text, label = "JSON" } = props;
  const [whole, setWhole] = useState(false);
  const json = useMemo(() => (text === undefined ? (JSON.stringify(value, null, 2) ?? "") : indentJson(text)), [value, text]);
  const cut = !whole && json.length > shownCharacters;
  const shown = cut ? json.slice(0, shownCharacters) : json;
  // Tinting a megabyte makes tens of thousands of elements; past that, plain text reads as well.
  const tokens = useMemo(() => (shown.length > 200_000 ? [{ type: "plain" as const, text: shown }] : tokenise(shown)), [shown]);
  return (
    <div className={css.view}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={css.scroll} aria-label={label} tabIndex={0}>
        <pre className={css.json}>
          {tokens.map((token, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text keep their places
            <span key={index} data-type={token.type}>
              {token.text}
            </span>
          ))}
          {cut && "…"}
        </pre>
      </section>
      {cut && (
        <Button variant="subtle" onClick={() => setWhole(true)}>
          Show all {formatCount(json.length)} characters
        </Button>
      )}
    </div>
  );
}
