import { type SampleDetail, tiers } from "../../../contract/index.ts";
import { TierBadge } from "../../components/marks.tsx";
import { KeyButton } from "../../review/KeyButton.tsx";
import { UnlistedNote } from "../../review/UnlistedNote.tsx";
import { sampleCommands, tierCommands } from "./commands.ts";
import { emptySampleForm } from "./filter-form.ts";
import css from "./SampleActions.module.css";
import type { SamplesState } from "./use-samples.ts";

/** What can be done to a sample, each with its key. All of it can be undone. */
export function SampleActions({ samples, detail }: { samples: SamplesState; detail: SampleDetail }) {
  const unlisted = samples.standing === "unlisted";
  return (
    <div className={css.actions} role="toolbar" aria-label="Change this sample">
      {unlisted && (
        <UnlistedNote next={sampleCommands.next} onClearFilter={() => samples.setForm(emptySampleForm)}>
          This sample is not in the filtered list, so it cannot be changed.
        </UnlistedNote>
      )}
      {tiers.map((tier) => (
        <KeyButton
          disabled={unlisted}
          key={tier}
          shortcut={tierCommands[tier]}
          pressed={detail.row.tier === tier}
          onClick={() => samples.tier(tier)}
        >
          <span aria-hidden>
            <TierBadge tier={tier} size={15} />
          </span>
          {tierCommands[tier].label}
        </KeyButton>
      ))}
      <KeyButton disabled={unlisted} shortcut={sampleCommands.edit} onClick={samples.edit} />
      <KeyButton disabled={unlisted} shortcut={sampleCommands.remove} onClick={samples.demote} />
      {detail.comparison !== null && <KeyButton shortcut={sampleCommands.comparison} onClick={samples.toComparison} />}
      <span className={css.undoable}>Every change can be undone.</span>
    </div>
  );
}
