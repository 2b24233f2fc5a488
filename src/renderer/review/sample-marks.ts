import type { CurationAction, SampleDetail, SampleRow } from "../../contract/index.ts";

const headLength = 200;

/** A row of the dataset once an action is in force; null once it is demoted, and so no longer in the dataset. */
export function applyToSampleRow(row: SampleRow, action: CurationAction): SampleRow | null {
  if (!("sample" in action) || action.sample !== row.ref) return row;
  if (action.type === "demote") return null;
  if (action.type === "retier") return { ...row, tier: action.tier };
  return {
    ...row,
    edited: true,
    ...(action.input === undefined ? {} : { inputHead: action.input.slice(0, headLength) }),
    ...(action.output === undefined ? {} : { outputHead: action.output.slice(0, headLength) }),
  };
}

/** A whole sample once an action is in force; null once it is demoted. */
export function applyToSample(detail: SampleDetail, action: CurationAction): SampleDetail | null {
  const row = applyToSampleRow(detail.row, action);
  if (row === null) return null;
  if (row === detail.row || !("sample" in action) || action.type !== "edit") return row === detail.row ? detail : { ...detail, row };
  return { ...detail, row, input: action.input ?? detail.input, output: action.output ?? detail.output };
}
