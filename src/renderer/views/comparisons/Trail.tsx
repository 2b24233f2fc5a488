import { ActionIcon, UnstyledButton } from "@mantine/core";
import { IconArrowBackUp, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { formatAgo, visibleText } from "../../components/format.ts";
import { SavingMark } from "../../components/marks.tsx";
import { useNow } from "../../components/use-now.ts";
import { decisionQueue } from "../../review/decisions.ts";
import { formatDescription } from "../../review/generated-words.ts";
import { useViewState } from "../../state/view-state.ts";
import css from "./Trail.module.css";
import type { ComparisonDecisions } from "./use-comparison-decisions.ts";
import { splitTrailWords } from "./words.ts";

/** The last ten decisions, newest first; a click goes back to the comparison, the arrow undoes the one beside it. */
export function Trail({ history, queue, goTo }: Pick<ComparisonDecisions, "history" | "queue"> & { goTo: (key: string) => void }) {
  const [unfolded, setUnfolded] = useViewState("comparisons.trailUnfolded", true);
  const nowMs = useNow(10_000);
  const waiting = queue.waiting.flatMap(({ id, step }) => (step.kind === "apply" ? [{ id, words: step.words }] : [])).reverse();
  const Chevron = unfolded ? IconChevronDown : IconChevronUp;
  return (
    <section className={css.trail} aria-label="Recent decisions">
      <UnstyledButton className={css.trailHead} aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
        <span>Recent decisions</span>
        <Chevron size={14} aria-hidden />
      </UnstyledButton>
      {unfolded && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className={css.trailBody} aria-label="Last ten decisions" tabIndex={0}>
          {history.length === 0 && waiting.length === 0 && <p className={css.trailEmpty}>Your decisions appear here.</p>}
          {waiting.map(({ id, words }) => (
            <div key={`waiting-${id}`} className={css.trailRow}>
              <SavingMark size={12} />
              <span className={css.trailText}>
                <TrailWords description={words} />
              </span>
            </div>
          ))}
          {history.slice(0, 10).map((entry) => {
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
                <span className={css.trailAgo}>{entry.undone ? "undone" : formatAgo(Math.max(0, nowMs - entry.atMs))}</span>
              </>
            );
            return (
              <div key={entry.eventId} className={css.trailEntry}>
                {key === undefined ? (
                  <div className={css.trailRow}>{text}</div>
                ) : (
                  <UnstyledButton className={css.trailRow} onClick={() => goTo(key)}>
                    {text}
                  </UnstyledButton>
                )}
                {!entry.undone && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={22}
                    className={css.trailUndo}
                    aria-label={`Undo: ${description}`}
                    title={`Undo: ${description}`}
                    onClick={() => decisionQueue.undoEvent(entry.eventId)}
                  >
                    <IconArrowBackUp size={13} aria-hidden />
                  </ActionIcon>
                )}
              </div>
            );
          })}
        </section>
      )}
    </section>
  );
}

/** The actor of decisions made on screen; other actors are shown by name. */
const defaultActor = "person";

/** The words of a decision; where they are too long the middle is left out, not the tier at the end. */
function TrailWords({ description }: { description: string }) {
  const { head, tail } = splitTrailWords(description);
  return (
    <>
      <span className={css.trailHeadWords}>{head}</span>
      {tail !== "" && <span className={css.trailTail}>{tail}</span>}
    </>
  );
}
