import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Conversation } from "../../../contract/index.ts";
import { printShortcut } from "../../components/KeyHint.tsx";
import { Separator } from "../../components/Separator.tsx";
import { ConversationRegion } from "../../review/conversation/Conversation.tsx";
import { useHits } from "../../review/highlight/use-hits.ts";
import { LongText } from "../../review/LongText.tsx";
import { isLong } from "../../review/rendered/drawn-part.ts";
import { readViewState, useViewState, writeViewState } from "../../state/view-state.ts";
import { comparisonCommands, queryUnfolded } from "./commands.ts";
import css from "./QueryBox.module.css";

/** View-state name: the height in px that a long query was given by hand, folded out; 0 is its own. */
const heightName = "comparisons.queryHeight";
const minHeight = 60;

interface QueryBoxProps {
  query: string;
  messages: Conversation | undefined;
  searched: string;
}

/** The query that all candidates answer, or the conversation that they continue. A long one is folded to a few lines, and has the height it is given. */
export function QueryBox({ query, messages, searched }: QueryBoxProps) {
  const [unfolded, setUnfolded] = useViewState(queryUnfolded, false);
  const [height] = useViewState(heightName, 0);
  const box = useRef<HTMLElement>(null);
  const long = messages !== undefined || isLong(query);
  const given = long && unfolded && height > 0;
  useHits(box, searched);
  useEffect(() => {
    if (!given) return;
    const text = box.current?.querySelector<HTMLElement>("[data-scrolls]");
    // Set as a property: the policy of the page admits it.
    text?.style.setProperty("max-height", "none");
    text?.style.setProperty("height", `min(${Math.max(minHeight, height)}px, 60vh)`);
    return () => {
      text?.style.removeProperty("max-height");
      text?.style.removeProperty("height");
    };
  }, [given, height]);
  const move = (byPx: number) => {
    const now = unfolded ? (box.current?.querySelector("[data-scrolls]")?.clientHeight ?? minHeight) : minHeight;
    writeViewState({ [queryUnfolded]: true, [heightName]: Math.max(minHeight, (readViewState(heightName, 0) || now) + byPx) });
  };
  return (
    <section
      className={css.query}
      aria-label="Query"
      data-folded={long && !unfolded}
      data-conversation={messages !== undefined || undefined}
      ref={box}
    >
      {messages === undefined ? (
        <LongText text={query} label="Query text" className={css.queryText} empty="The query is empty." />
      ) : (
        <ConversationRegion messages={messages} label="Shared conversation" className={css.queryText} />
      )}
      {long && (
        <>
          <Button className={css.fold} variant="subtle" size="compact-xs" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
            {unfolded ? "Fold query" : "Show full query"} ({printShortcut(comparisonCommands.query)})
          </Button>
          <Separator
            className={css.edge}
            label="Height of the query"
            orientation="horizontal"
            percent={Math.min(100, ((height || minHeight) / 600) * 100)}
            onMove={move}
            onReset={() => writeViewState({ [heightName]: 0 })}
          />
        </>
      )}
    </section>
  );
}
