import type { ReplacementCounts } from "../../../contract/index.ts";
import { formatCount, formatNoun, visibleText } from "../../components/format.ts";

/** What dialects are called. */
export type Titles = readonly { name: string; title: string }[];

/** "1,204 records of this file were imported with another mapping (LiteLLM log 1)." */
export function describeEarlier({ records, removed, kept, earlier }: ReplacementCounts, dialects: Titles): string {
  const names = [...new Set(earlier.map((one) => nameConverter(one, dialects)))];
  const all = records + removed + kept;
  const by = names.length === 0 ? "" : ` (${names.join(", ")})`;
  return `${formatNoun(all, "record")} of this file ${all === 1 ? "was" : "were"} imported with another mapping${by}.`;
}

/**
 * "In place of 3 of them this one makes none: they are taken away. 1 record stays, since decided about: c-7."; "" where each row gives one.
 * @param isDone whether it has happened.
 */
export function describeRemoved({ removed, kept, keptIn }: ReplacementCounts, isDone: boolean): string {
  const going = isDone
    ? `${formatNoun(removed, "record")} whose ${removed === 1 ? "row gives none any more was" : "rows give none any more were"} taken away.`
    : `In place of ${formatCount(removed)} of them this one makes none: ${removed === 1 ? "it is" : "they are"} taken away.`;
  const names = `${keptIn.map(visibleText).join(", ")}${kept > keptIn.length ? ", …" : ""}`;
  const staying = `${formatNoun(kept, "record")} ${isDone ? "stayed" : kept === 1 ? "stays" : "stay"}, since decided about: ${names}.`;
  return [removed === 0 ? "" : going, kept === 0 ? "" : staying].filter((sentence) => sentence !== "").join(" ");
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
