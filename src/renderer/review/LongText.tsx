import { Button } from "@mantine/core";
import { useState } from "react";
import { formatNoun } from "../components/format.ts";
import css from "./LongText.module.css";

/** Untrusted text as text: line breaks kept, never HTML, in a region that scrolls by itself. */
export function LongText(props: { text: string; label: string; className?: string | undefined; empty: string }) {
  const { text, label, className, empty } = props;
  const [limit, setLimit] = useState(drawnAtOnce);
  const { shown, left } = drawnPart(text, limit);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={`${css.longText} ${className ?? ""}`} aria-label={label} tabIndex={0} data-scrolls>
      {text === "" ? (
        <em className={css.quiet}>{empty}</em>
      ) : (
        <div className={css.prewrap} dir="auto">
          {shown}
        </div>
      )}
      {left > 0 && (
        <Button variant="subtle" size="compact-xs" onClick={() => setLimit(limit + 10 * drawnAtOnce)}>
          Show more ({formatNoun(left, "character")} left)
        </Button>
      )}
    </section>
  );
}

/** Characters rendered initially; the rest comes on request, so that a hostile 16 MiB answer cannot freeze the screen. */
export const drawnAtOnce = 40_000;

/** Whether a query takes more than the few lines it is folded to. */
export function isLong(query: string): boolean {
  return query.length > 420 || query.split("\n", 5).length > 4;
}

/** The part of a text that is drawn, never ending inside a surrogate pair, and how many UTF-16 units are left. */
export function drawnPart(text: string, limit: number): { shown: string; left: number } {
  if (text.length <= limit) return { shown: text, left: 0 };
  const code = text.charCodeAt(limit - 1);
  const end = code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
  return { shown: text.slice(0, end), left: text.length - end };
}
