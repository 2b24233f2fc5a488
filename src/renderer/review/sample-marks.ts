import { type CurationAction, changedFields, changeSample, headOfText, type SampleDetail, type SampleRow } from "../../contract/index.ts";

/** The screen decides as the person in front of it. */
const by = "person";

/** A row of the dataset once an action is in force; null once it is demoted, and so no longer in the dataset. */
export function applyToSampleRow(row: SampleRow, action: CurationAction): SampleRow | null {
  if (!("sample" in action) || action.sample !== row.ref) return row;
  if (action.type === "demote") return null;
  // The texts of a row are cut short, so an edit is taken to change what it gives.
  const changes = changedFields({ tier: row.tier, input: undefined, output: undefined }, action);
  return withHeads(changeSample(row, changes, by), changes);
}

/** A whole sample once an action is in force; null once it is demoted. */
export function applyToSample(detail: SampleDetail, action: CurationAction): SampleDetail | null {
  if (!("sample" in action) || action.sample !== detail.row.ref) return detail;
  if (action.type === "demote") return null;
  const { row, input, output } = detail;
  const changes = changedFields({ tier: row.tier, input, output }, action);
  const changed = changeSample(row, changes, by);
  if (changed === row) return detail;
  return { ...detail, row: withHeads(changed, changes), input: changes.input ?? input, output: changes.output ?? output };
}

function withHeads(row: SampleRow, { input, output }: { input?: string; output?: string }): SampleRow {
  return {
    ...row,
    ...(input === undefined ? {} : { inputHead: headOfText(input) }),
    ...(output === undefined ? {} : { outputHead: headOfText(output) }),
  };
}
