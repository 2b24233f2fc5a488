import { IconArrowForwardUp, IconCircleCheck, IconCircleX, IconEqual, IconThumbDown, IconTrophy } from "@tabler/icons-react";
import type { reviewOutcomes } from "../../contract/index.ts";
import css from "./marks.module.css";

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
