import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { memo } from "react";
import { formatAgo } from "../../components/format.ts";
import { SavingMark } from "../../components/marks.tsx";
import { PlainButton } from "../../components/PlainButton.tsx";
import { useNow } from "../../components/use-now.ts";
import { useDecisionQueue } from "../../review/decisions.ts";
import { useHostQuery } from "../../state/queries.ts";
import { useViewState } from "../../state/view-state.ts";
import css from "./Trail.module.css";
import { TrailEntry, TrailWords } from "./TrailEntry.tsx";
import { follows } from "./use-comparison-list.ts";

/** As many rows while some are being saved: nothing moves when they are. */
const shown = 10;

/** The last ten decisions, newest first; a click goes back to the comparison, the arrow undoes the one beside it. */
export const Trail = memo(function Trail({ goTo }: { goTo: (key: string) => void }) {
  const queue = useDecisionQueue();
  const history = useHostQuery("curation.history", { limit: shown }, follows).data ?? [];
  const [unfolded, setUnfolded] = useViewState("comparisons.trailUnfolded", true);
  const nowMs = useNow(10_000);
  const waiting = queue.waiting
    .flatMap(({ id, step }) => (step.kind === "apply" ? [{ id, words: step.words }] : []))
    .slice(-shown)
    .reverse();
  const Chevron = unfolded ? IconChevronDown : IconChevronUp;
  return (
    <section className={css.trail} aria-label="Recent decisions">
      <PlainButton className={css.trailHead} aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
        <span>Recent decisions</span>
        <Chevron size={14} aria-hidden />
      </PlainButton>
      {unfolded && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className={css.trailBody} aria-label="Last ten decisions" tabIndex={0}>
          {history.length === 0 && waiting.length === 0 && <p className={css.trailEmpty}>Your decisions appear here.</p>}
          {waiting.map(({ id, words }) => (
            <WaitingEntry key={`waiting-${id}`} words={words} />
          ))}
          {history.slice(0, shown - waiting.length).map((entry) => (
            <TrailEntry
              key={entry.eventId}
              entry={entry}
              ago={entry.undone ? "undone" : formatAgo(Math.max(0, nowMs - entry.atMs))}
              goTo={goTo}
            />
          ))}
        </section>
      )}
    </section>
  );
});

/** A decision that is being saved. */
const WaitingEntry = memo(function WaitingEntry({ words }: { words: string }) {
  return (
    <div className={css.trailRow}>
      <SavingMark size={12} />
      <span className={css.trailText}>
        <TrailWords description={words} />
      </span>
    </div>
  );
});
