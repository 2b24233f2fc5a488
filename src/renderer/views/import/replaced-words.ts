import type { ReplacementCounts } from "../../../contract/index.ts";
import { formatCount, formatNoun, visibleText } from "../../components/format.ts";

/** What dialects are called. */
export type Titles = readonly { name: string; title: string }[];

/** "1,204 records of this file were imported with another mapping (LiteLLM log 1). For 3 of them this one makes no record." */
export function describeEarlier({ records, removed, kept, earlier }: ReplacementCounts, dialects: Titles): string {
  const by = earlier.length === 0 ? "" : ` (${earlier.map((one) => nameConverter(one, dialects)).join(", ")})`;
  const all = records + removed + kept;
  const none = removed + kept === 0 ? "" : ` This one makes no such record of ${formatNoun(removed + kept, "row")}.`;
  return `${formatNoun(all, "record")} of this file ${all === 1 ? "was" : "were"} imported with another mapping${by}.${none}`;
}

/** "3 records are taken away. 1 stays, since decided about: c-7."; "" where each row gives one. @param isDone whether it has happened. */
export function describeRemoved({ removed, kept, keptIn }: ReplacementCounts, isDone: boolean): string {
  const be = removed === 1 ? ["is", "was"] : ["are", "were"];
  const gone = removed === 0 ? "" : `${formatNoun(removed, "record")} ${be[isDone ? 1 : 0]} taken away. `;
  if (kept === 0) return gone.trim();
  const names = `${keptIn.map(visibleText).join(", ")}${kept > keptIn.length ? ", …" : ""}`;
  return `${gone}${formatNoun(kept, "record")} ${isDone ? "stayed" : kept === 1 ? "stays" : "stay"}, since decided about: ${names}.`;
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
