import { Button } from "@mantine/core";
import { useState } from "react";
import { formatNoun } from "../components/index.ts";
import css from "./LongText.module.css";
import { drawnAtOnce, drawnPart } from "./long.ts";

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
