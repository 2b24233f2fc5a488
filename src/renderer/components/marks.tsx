import { IconArrowForwardUp, IconCircleCheck, IconCircleX, IconEqual, IconLoader2, IconThumbDown, IconTrophy } from "@tabler/icons-react";
import { memo, useEffect, useRef } from "react";
import type { reviewOutcomes, Tier } from "../../contract/index.ts";
import { EngineMark } from "./EngineMark.tsx";
import { MiddleEllipsis } from "./MiddleEllipsis.tsx";
import css from "./marks.module.css";

const shapes: Record<Tier, string> = {
  gold: "M10 1.2a8.8 8.8 0 1 1 0 17.6a8.8 8.8 0 0 1 0-17.6z",
  silver: "M3.4 2.2h13.2a1.2 1.2 0 0 1 1.2 1.2v13.2a1.2 1.2 0 0 1-1.2 1.2H3.4a1.2 1.2 0 0 1-1.2-1.2V3.4a1.2 1.2 0 0 1 1.2-1.2z",
  bronze: "M5.5 1.8h9l4.5 8.2l-4.5 8.2h-9l-4.5-8.2z",
};
const letters: Record<Tier, string> = { gold: "G", silver: "S", bronze: "B" };

/** A tier by letter, shape and colour: G in a circle, S in a square, B in a hexagon. */
export function TierBadge({ tier, size = 18 }: { tier: Tier; size?: number }) {
  return (
    <svg className={css.badge} data-tier={tier} width={size} height={size} viewBox="0 0 20 20" role="img" aria-label={tier}>
      <title>{tier}</title>
      <path d={shapes[tier]} className={css.shape} />
      <text x="10" y="13.9" textAnchor="middle" className={css.letter}>
        {letters[tier]}
      </text>
    </svg>
  );
}

type Outcome = (typeof reviewOutcomes)[number];

const outcomes = {
  winner: { icon: IconTrophy, label: "Winner set" },
  tie: { icon: IconEqual, label: "Tie" },
  both_bad: { icon: IconThumbDown, label: "All bad" },
  skipped: { icon: IconArrowForwardUp, label: "Skipped" },
} as const satisfies Record<Outcome, unknown>;

/** What a person decided about a whole comparison: an icon, with its word beside it when `withLabel`. */
export function OutcomeMark({ outcome, withLabel = false }: { outcome: Outcome; withLabel?: boolean }) {
  const { icon: Icon, label } = outcomes[outcome];
  return (
    <span className={css.mark} title={label} data-outcome={outcome}>
      <Icon size={14} stroke={1.8} aria-hidden />
      {withLabel ? <span>{label}</span> : <span className="visually-hidden">{label}</span>}
    </span>
  );
}

/** Whether an execution succeeded: icon and word, never colour alone. */
export function SuccessMark({ success, withLabel = false }: { success: boolean; withLabel?: boolean }) {
  const Icon = success ? IconCircleCheck : IconCircleX;
  const label = success ? "Succeeded" : "Failed";
  return (
    <span className={css.mark} title={label} data-success={success}>
      <Icon size={14} stroke={1.8} aria-hidden />
      {withLabel ? <span>{label}</span> : <span className="visually-hidden">{label}</span>}
    </span>
  );
}

/** Nearly every decision is saved, and shown as that, before so much time is over. */
const lateAfterMs = 400;

/**
 * Says that something is being written to disk, once that takes long. It stands still: while answers are slow there are two for each decision on
 * its way, and the styles of what turns are computed anew in every frame.
 */
export function SavingMark({ size = 14 }: { size?: number }) {
  return <IconLoader2 size={size} className={css.saving} ref={useLate(0)} role="img" aria-label="Saving" />;
}

/**
 * The one mark that turns, beside words that say the same.
 * @param oldest of what is being written. While that is another one time and again, nothing takes long.
 */
export function SavingTurns({ oldest }: { oldest: number }) {
  return <IconLoader2 size={14} className={`${css.saving} ${css.turns}`} ref={useLate(oldest)} aria-hidden />;
}

/** Marks an element as late a while after `of` began. Past React: nothing is drawn again for it. */
function useLate(of: number) {
  const mark = useRef<SVGSVGElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time of another one begins anew
  useEffect(() => {
    const { current } = mark;
    const timer = setTimeout(() => current?.setAttribute("data-late", ""), lateAfterMs);
    return () => {
      clearTimeout(timer);
      current?.removeAttribute("data-late");
    };
  }, [of]);
  return mark;
}

/**
 * An engine's name behind its mark: one line, cut in its middle where there is no room, control characters made visible.
 * @param bare without the mark, where that is beside it already.
 */
export const EngineName = memo(function EngineName({ id, bare = false }: { id: string; bare?: boolean }) {
  return (
    <span className={css.engine} dir="ltr">
      {!bare && <EngineMark id={id} />}
      <MiddleEllipsis text={id} />
    </span>
  );
});
