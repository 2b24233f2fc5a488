import type { ReplacementCounts } from "../../../../contract/index.ts";

/** "replaced 1204 records imported earlier with litellm 1; 12 decisions carry over, 1 does not: c-7". @param verb in the past, or as what would be. */
export function describeReplaced(counts: ReplacementCounts, verb: "replaced" | "would replace"): string {
  const { records, removed, kept, keptIn, carried, lost, lostIn, earlier } = counts;
  const by = earlier.length === 0 ? "" : ` with ${earlier.join(", ")}`;
  const names = `${lostIn.join(", ")}${lost > lostIn.length ? ", …" : ""}`;
  const not = lost === 0 ? "" : `, ${lost} ${lost === 1 ? "does" : "do"} not: ${names}`;
  const decisions = carried + lost === 0 ? "" : `; ${carried} ${carried === 1 ? "decision carries" : "decisions carry"} over${not}`;
  const would = verb === "replaced" ? "" : "would ";
  const gone =
    removed === 0
      ? ""
      : `; ${removed} whose ${removed === 1 ? "row gives" : "rows give"} none any more ${would}${would ? "be" : removed === 1 ? "was" : "were"} taken away`;
  const stay =
    kept === 0
      ? ""
      : `; ${kept} ${would}${would ? "stay" : "stayed"}, since decided about: ${keptIn.join(", ")}${kept > keptIn.length ? ", …" : ""}`;
  return `${verb} ${records} ${records === 1 ? "record" : "records"} imported earlier${by}${gone}${stay}${decisions}`;
}
