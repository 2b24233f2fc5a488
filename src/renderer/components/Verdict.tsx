import { IconCircleCheck, IconCircleDashed, IconCircleX } from "@tabler/icons-react";
import type { ObjectiveVerdict } from "../../contract/index.ts";
import css from "./Verdict.module.css";

const icons = { met: IconCircleCheck, unsure: IconCircleDashed, missed: IconCircleX } as const;

/** The shape and colour of a verdict; the word stands beside it. */
export function VerdictIcon({ verdict }: { verdict: ObjectiveVerdict }) {
  const Icon = icons[verdict];
  return <Icon className={css.icon} data-verdict={verdict} size={13} stroke={2} aria-hidden />;
}
