import { Checkbox } from "@mantine/core";
import type { ReplacementCounts } from "../../../../contract/index.ts";
import { KeyHint } from "../../../components/KeyHint.tsx";
import { describeDecisions, describeEarlier, describeRemoved, type Titles } from "../replaced-words.ts";
import css from "./asking.module.css";
import { askingCommands } from "./commands.ts";

interface EarlierRecordsProps {
  counts: ReplacementCounts;
  dialects: Titles;
  replaces: boolean;
  disabled: boolean;
  onToggle(): void;
}

/** That rows of the file are here in another version, and the choice to replace them. */
export function EarlierRecords({ counts, dialects, replaces, disabled, onToggle }: EarlierRecordsProps) {
  const decisions = describeDecisions(counts);
  return (
    <fieldset className={css.earlier}>
      <legend>Imported before</legend>
      <p>
        {describeEarlier(counts, dialects)} {describeRemoved(counts, false)} {decisions}
      </p>
      <Checkbox
        label="Replace them with this version"
        description="One step, which Undo takes back. Lists, charts, the dataset and exports then count the new version alone; windows in aggregated_stats.jsonl count both, since both arrived."
        checked={replaces}
        disabled={disabled}
        onChange={onToggle}
      />
      <span className={css.hints}>
        <KeyHint of={[askingCommands.replace]}>replaces, or leaves them</KeyHint>
      </span>
    </fieldset>
  );
}
