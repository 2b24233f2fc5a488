import { Button } from "@mantine/core";
import { IconBraces, IconTool } from "@tabler/icons-react";
import { memo, useMemo, useState } from "react";
import type { Conversation as Messages } from "../../../contract/index.ts";
import { formatNoun, visibleText } from "../../components/format.ts";
import { drawnAtOnce, drawnPart } from "../rendered/drawn-part.ts";
import { ReadableText } from "../rendered/ReadableText.tsx";
import css from "./Conversation.module.css";
import { type Block, drawnTurns, type Turn, toBlocks, toTurns } from "./turns.ts";

const roleLabels = new Map([
  ["system", "System prompt"],
  ["developer", "Developer prompt"],
  ["user", "User"],
  ["assistant", "Assistant"],
  ["tool", "Tool result"],
]);

/** How many turns each "show more" adds. */
const moreTurns = 100;
/** Parts and calls of a turn that are drawn at once. */
const moreBlocks = 100;

/** The turns of a conversation. It scrolls with what it is in. */
export function Conversation({ messages, label }: { messages: Messages; label: string }) {
  const turns = useMemo(() => toTurns(messages), [messages]);
  const [more, setMore] = useState(0);
  const { first, hidden } = drawnTurns(turns.length, more);
  const draw = (from: number, to: number) => turns.slice(from, to).map((turn) => <TurnItem key={turn.number} turn={turn} />);
  return (
    <ol className={css.turns} aria-label={label}>
      {draw(0, first)}
      {hidden > 0 && (
        <li>
          <Button variant="default" size="compact-xs" onClick={() => setMore(more + moreTurns)}>
            Show more turns ({formatNoun(hidden, "turn")} left out here)
          </Button>
        </li>
      )}
      {draw(first + hidden, turns.length)}
    </ol>
  );
}

const TurnItem = memo(function TurnItem({ turn: { role, name, message } }: { turn: Turn }) {
  const [max, setMax] = useState(moreBlocks);
  const { blocks, left } = useMemo(() => toBlocks(message, max), [message, max]);
  return (
    <li className={css.turn} data-role={roleLabels.has(role) ? role : "other"}>
      <p className={css.role}>
        {roleLabels.get(role) ?? visibleText(role)}
        {name !== null && <span className={css.name}>{visibleText(name)}</span>}
      </p>
      {blocks.length === 0 && <p className={css.quiet}>Nothing was said.</p>}
      {blocks.map((block, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a turn keep their places
        <BlockItem key={i} block={block} />
      ))}
      {left > 0 && (
        <Button variant="default" size="compact-xs" onClick={() => setMax(max + moreBlocks)}>
          Show more ({formatNoun(left, "part")} left)
        </Button>
      )}
    </li>
  );
});

function BlockItem({ block }: { block: Block }) {
  if (block.kind === "text")
    return block.text === "" ? <p className={css.quiet}>Empty.</p> : <ReadableText text={block.text} className={css.text} />;
  if (block.kind === "reasoning") {
    return (
      <details className={css.reasoning}>
        <summary>Reasoning, {formatNoun(block.text.length, "character")}</summary>
        <ReadableText text={block.text} className={css.text} />
      </details>
    );
  }
  const Icon = block.kind === "call" ? IconTool : IconBraces;
  return (
    <div className={css.call}>
      <p className={css.callName}>
        <Icon size={13} aria-hidden /> {block.kind === "call" ? "Calls " : "Part "}
        <code>{visibleText(block.name)}</code>
      </p>
      {block.text !== "" && <CodeText text={block.text} />}
    </div>
  );
}

/** What a tool is given or answers, exactly. */
function CodeText({ text }: { text: string }) {
  const [limit, setLimit] = useState(drawnAtOnce);
  const { shown, left } = drawnPart(text, limit);
  return (
    <>
      <div className={css.code} dir="auto">
        {shown}
      </div>
      {left > 0 && (
        <Button variant="subtle" size="compact-xs" onClick={() => setLimit(limit + 10 * drawnAtOnce)}>
          Show more ({formatNoun(left, "character")} left)
        </Button>
      )}
    </>
  );
}

/** A conversation in a region that scrolls by itself. */
export function ConversationRegion(props: { messages: Messages; label: string; className?: string | undefined }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={`${css.region} ${props.className ?? ""}`} aria-label={props.label} tabIndex={0} data-scrolls>
      <Conversation messages={props.messages} label={props.label} />
    </section>
  );
}
