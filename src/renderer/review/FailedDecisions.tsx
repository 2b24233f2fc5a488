import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useEffect } from "react";

import { navigate } from "../state/navigation.ts";
import { decisionQueue, watchFailures } from "./decisions.ts";
import { atComparison } from "./place.ts";
import type { QueueState, Step } from "./queue.ts";
import css from "./SaveBar.module.css";

/** The comparison that a step decided about: the screen has gone on since. */
function toComparison(step: Step): string | undefined {
  const [action] = step.kind === "apply" ? step.actions : [];
  return action !== undefined && "comparison" in action ? action.comparison : undefined;
}

/** Decisions that did not reach the disk: what, why, the way back to the comparison, and both ways out. Stays until a person has chosen one. */
export function FailedDecisions({ queue }: { queue: QueueState }) {
  useEffect(watchFailures, []);
  if (queue.failed.length === 0) return null;
  return (
    <div className={css.failed} role="alert">
      {queue.failed.map(({ id, step, error }) => {
        const words = step.kind === "apply" ? step.words : step.kind;
        const comparison = toComparison(step);
        return (
          <div key={id} className={css.failedRow}>
            <IconAlertTriangle size={15} aria-hidden />
            <div className={css.failedText}>
              <strong>Not saved: {words}.</strong> {error.message} {error.fix}
            </div>
            {comparison !== undefined && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => navigate("comparisons", atComparison(comparison))}
                aria-label={`Show: ${words}`}
              >
                Show
              </Button>
            )}
            <Button
              size="compact-xs"
              color="red.9"
              variant="filled"
              onClick={() => decisionQueue.retry(id)}
              aria-label={`Try again: ${words}`}
            >
              Try again
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => decisionQueue.dismiss(id)} aria-label={`Discard: ${words}`}>
              Discard
            </Button>
          </div>
        );
      })}
    </div>
  );
}
