import { Button } from "@mantine/core";
import { type SampleDetail, tiers } from "../../../contract/index.ts";
import { Kbd, TierBadge } from "../../components/index.ts";
import { KeyButton } from "../../review/KeyButton.tsx";
import { emptySampleForm } from "./filter.ts";
import css from "./samples.module.css";
import type { SamplesState } from "./use-samples.ts";

/** What can be done to a sample, each with its key. All of it can be undone. */
export function SampleActions({ samples, detail }: { samples: SamplesState; detail: SampleDetail }) {
  const unlisted = samples.standing === "unlisted";
  return (
    <div className={css.actions} role="toolbar" aria-label="Change this sample">
      {unlisted && (
        <p className={css.unlisted} role="status">
          <span>
            This sample is not in the filtered list, so its keys are off. <Kbd>j</Kbd> goes to the first result.
          </span>
          <Button size="compact-xs" variant="default" onClick={() => samples.setForm(emptySampleForm)}>
            Clear the filter
          </Button>
        </p>
      )}
      {tiers.map((tier, index) => (
        <KeyButton
          disabled={unlisted}
          key={tier}
          shortcut={String(index + 1)}
          does={`Change the tier to ${tier}`}
          pressed={detail.row.tier === tier}
          onClick={() => samples.tier(tier)}
        >
          <span aria-hidden>
            <TierBadge tier={tier} size={15} />
          </span>
          {tier.charAt(0).toUpperCase() + tier.slice(1)}
        </KeyButton>
      ))}
      <KeyButton disabled={unlisted} shortcut="e" does="Edit input and output" onClick={samples.edit}>
        Edit
      </KeyButton>
      <KeyButton disabled={unlisted} shortcut="d" does="Remove from dataset; undo brings it back" onClick={samples.demote}>
        Remove from dataset
      </KeyButton>
      {detail.comparison !== null && (
        <KeyButton shortcut="c" does="Go to the comparison it came from" onClick={samples.toComparison}>
          Comparison
        </KeyButton>
      )}
      <span className={css.undoable}>Every change can be undone.</span>
    </div>
  );
}
