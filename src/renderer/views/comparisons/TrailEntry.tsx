import { IconArrowBackUp } from "@tabler/icons-react";
import { memo } from "react";
import type { HistoryEntry } from "../../../contract/index.ts";
import { visibleText } from "../../components/format.ts";
import { PlainButton } from "../../components/PlainButton.tsx";
import { decisionQueue } from "../../review/decisions.ts";
import { formatDescription } from "../../review/generated-words.ts";
import css from "./Trail.module.css";
import { splitTrailWords } from "./words.ts";

interface TrailEntryProps {
  entry: HistoryEntry;
  /** How long ago it was, in words. */
  ago: string;
  goTo: (key: string) => void;
}

/** One saved decision. Memoised: ten of them would be drawn again with every key. */
export const TrailEntry = memo(function TrailEntry({ entry, ago, goTo }: TrailEntryProps) {
  const [key] = entry.comparisons;
  const description = formatDescription(entry.description);
  const text = (
    <>
      <span className={css.trailLines}>
        <span className={css.trailText} data-undone={entry.undone} title={description}>
          <TrailWords description={description} />
        </span>
        {entry.actor !== defaultActor && (
          <span className={css.trailActor} title={visibleText(entry.actor)}>
            {visibleText(entry.actor)}
          </span>
        )}
      </span>
      <span className={css.trailAgo}>{ago}</span>
    </>
  );
  return (
    <div className={css.trailEntry}>
      {key === undefined ? (
        <div className={css.trailRow}>{text}</div>
      ) : (
        <PlainButton className={css.trailRow} onClick={() => goTo(key)}>
          {text}
        </PlainButton>
      )}
      {!entry.undone && (
        <PlainButton
          className={css.trailUndo}
          aria-label={`Undo: ${description}`}
          title={`Undo: ${description}`}
          onClick={() => decisionQueue.undoEvent(entry.eventId)}
        >
          <IconArrowBackUp size={13} aria-hidden />
        </PlainButton>
      )}
    </div>
  );
});

/** The actor of decisions made on screen; other actors are shown by name. */
const defaultActor = "person";

/** The words of a decision; where they are too long the middle is left out, not the tier at the end. */
export function TrailWords({ description }: { description: string }) {
  const { head, tail } = splitTrailWords(description);
  return (
    <>
      <span className={css.trailHeadWords}>{head}</span>
      {tail !== "" && <span className={css.trailTail}>{tail}</span>}
    </>
  );
}
