import type { CurationAction, SampleDetail, Tier } from "../../../contract/index.ts";
import { restoreLineEndings, toFieldText } from "../../components/line-endings.ts";
import { recentSampleActions } from "../../review/cache.ts";
import { queueDecision } from "../../review/decisions.ts";
import { applyToSample, applyToSampleRow } from "../../review/sample-marks.ts";
import type { SampleTexts } from "./drafts.ts";

/** A list row with recently saved actions applied; null once it is removed from the dataset. */
export function withRecentActions<Row extends SampleDetail["row"]>(row: Row): SampleDetail["row"] | null {
  let known: SampleDetail["row"] | null = row;
  for (const action of recentSampleActions.get(row.ref) ?? []) known = known === null ? null : applyToSampleRow(known, action);
  return known;
}

/** A sample with decisions laid over it that are still being saved. A demotion being saved leaves it in sight. */
export function withUnsavedChanges(detail: SampleDetail, unsaved: readonly CurationAction[]): { detail: SampleDetail; saving: boolean } {
  let known = detail;
  let saving = false;
  for (const action of unsaved) {
    if (!("sample" in action) || action.sample !== detail.row.ref) continue;
    saving = true;
    known = applyToSample(known, action) ?? known;
  }
  return { detail: known, saving };
}

export function changeTier(detail: SampleDetail, tier: Tier): boolean {
  if (detail.row.tier === tier) return false;
  queueDecision([{ type: "retier", sample: detail.row.ref, tier }], `change sample ${detail.row.sampleId} to ${tier}`);
  return true;
}

export function demote(detail: SampleDetail): void {
  queueDecision([{ type: "demote", sample: detail.row.ref }], `remove sample ${detail.row.sampleId} from the dataset`);
}

/** Queues an edit of what really changed, with the recorded line endings where they were not touched; false when nothing did. */
export function saveEdit(detail: SampleDetail, texts: SampleTexts): boolean {
  const changed = (name: keyof SampleTexts) =>
    texts[name] === toFieldText(detail[name]) ? {} : { [name]: restoreLineEndings(detail[name], texts[name]) };
  const action: CurationAction = { type: "edit", sample: detail.row.ref, ...changed("input"), ...changed("output") };
  if (action.input === undefined && action.output === undefined) return false;
  queueDecision([action], `edit sample ${detail.row.sampleId}`);
  return true;
}
