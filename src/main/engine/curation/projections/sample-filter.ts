import { foldText, isTier, type SampleFilter, type SampleOrigin } from "../../../../contract/index.ts";
import { Where } from "../../queries/where.ts";
import { joinTags, splitTags } from "../../records/common-fields.ts";
import { sampleTexts } from "../../records/indexed-texts.ts";
import { parseSampleRecord } from "./sample-record.ts";

/** A filter of the dataset, for the index and for lines. Both match text with `foldText`. */

/** An invalid line may have no tier; lists leave it out. */
export const hasTier = "tier IN ('gold', 'silver', 'bronze')";

/** The conditions on rows of `samples`. */
export function toWhere(filter: SampleFilter, without?: "tiers"): Where {
  return new Where()
    .and(hasTier)
    .oneOf("tier", without === "tiers" ? undefined : filter.tiers)
    .oneOf("origin", filter.origins)
    .hasTag(filter.tag)
    .containsText(["input", "output", "sample_id", "source_trace_id"], filter.text);
}

export const isOpen = (filter: SampleFilter) =>
  !filter.tiers?.length && !filter.origins?.length && filter.tag === undefined && !filter.text;

/** Whether a line of the dataset matches; without conditions every line does. */
export function lineMatches(filter: SampleFilter, line: string, origin: () => SampleOrigin): boolean {
  if (isOpen(filter)) return true;
  const record = parseSampleRecord(line);
  if (!isTier(record.tier)) return false;
  if (filter.tiers?.length && !filter.tiers.includes(record.tier)) return false;
  if (filter.origins?.length && !filter.origins.includes(origin())) return false;
  if (filter.tag !== undefined && !splitTags(joinTags(record.tags)).includes(filter.tag)) return false;
  if (!filter.text) return true;
  const text = foldText(filter.text);
  // Only the texts that are indexed count, so that a list and an export of the same filter hold the same samples.
  const { input, output } = sampleTexts(record, line, Buffer.byteLength(line));
  return [input, output, record.sample_id, record.source_trace_id].some(
    (value) => typeof value === "string" && foldText(value).includes(text),
  );
}
