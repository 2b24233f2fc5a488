import type { ReplacementCounts } from "../../../contract/index.ts";
import { formatCount, formatNoun, visibleText } from "../../components/format.ts";

/** What dialects are called. */
export type Titles = readonly { name: string; title: string }[];

/** "1,204 records of this file were imported with another mapping (LiteLLM log 1)." */
export function describeEarlier({ records, earlier }: ReplacementCounts, dialects: Titles): string {
  const by = earlier.length === 0 ? "" : ` (${earlier.map((one) => nameConverter(one, dialects)).join(", ")})`;
  return `${formatNoun(records, "record")} of this file ${records === 1 ? "was" : "were"} imported with another mapping${by}.`;
}

/** "12 decisions carry over, 1 does not: c-7."; "" where nothing was decided. */
export function describeDecisions({ carried, lost, lostIn }: ReplacementCounts): string {
  if (carried + lost === 0) return "";
  const goes = `${formatNoun(carried, "decision carries", "decisions carry")} over`;
  if (lost === 0) return `${goes}.`;
  const names = `${lostIn.map(visibleText).join(", ")}${lost > lostIn.length ? ", …" : ""}`;
  return `${goes}, ${formatCount(lost)} ${lost === 1 ? "does" : "do"} not: ${names}.`;
}

/** @param converter dialect and version, as the engine names them. */
function nameConverter(converter: string, dialects: Titles): string {
  const [name = "", ...version] = converter.split(" ");
  if (name === "custom") return "fields mapped by hand";
  return visibleText([dialects.find((one) => one.name === name)?.title ?? name, ...version].join(" "));
}
