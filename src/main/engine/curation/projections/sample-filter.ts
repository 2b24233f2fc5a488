import { foldText, isTier, type SampleFilter, type SampleOrigin } from "../../../../contract/index.ts";
import { Where } from "../../queries/where.ts";
import { sampleTexts } from "../../records/indexed-texts.ts";
import { recordOfLine } from "./sample-record.ts";

/** A filter of the dataset, said twice: for the index and for lines. Both find text the same way: as `foldText` says. */

/** The conditions on rows of `samples`. */
export function toWhere(filter: SampleFilter, without?: "tiers"): Where {
  // A line kept although invalid may have no tier; lists show what has one.
  return new Where()
    .and("tier IN ('gold', 'silver', 'bronze')")
    .oneOf("tier", without === "tiers" ? undefined : filter.tiers)
    .oneOf("origin", filter.origins)
    .containsText(["input", "output", "sample_id", "source_trace_id"], filter.text);
}

export const isOpen = (filter: SampleFilter) => !filter.tiers?.length && !filter.origins?.length && !filter.text;

/** The same for a line of the dataset. Without a condition every line passes. @param origin where the line is from. */
export function lineMatches(filter: SampleFilter, line: string, origin: () => SampleOrigin): boolean {
  if (isOpen(filter)) return true;
  const record = recordOfLine(line);
  if (!isTier(record.tier)) return false;
  if (filter.tiers?.length && !filter.tiers.includes(record.tier)) return false;
  if (filter.origins?.length && !filter.origins.includes(origin())) return false;
  if (!filter.text) return true;
  const text = foldText(filter.text);
  // A list and an export of the same filter hold the same samples: both look at what the index keeps.
  const { input, output } = sampleTexts(record, line, Buffer.byteLength(line));
  return [input, output, record.sample_id, record.source_trace_id].some(
    (value) => typeof value === "string" && foldText(value).includes(text),
  );
}
