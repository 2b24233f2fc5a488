import type { ReplacementCounts } from "../../../../contract/index.ts";

/** "replaced 1204 records imported earlier with litellm 1; 12 decisions carry over, 1 does not: c-7". @param verb in the past, or as what would be. */
export function describeReplaced({ records, carried, lost, lostIn, earlier }: ReplacementCounts, verb: string): string {
  const by = earlier.length === 0 ? "" : ` with ${earlier.join(", ")}`;
  const names = `${lostIn.join(", ")}${lost > lostIn.length ? ", …" : ""}`;
  const not = lost === 0 ? "" : `, ${lost} ${lost === 1 ? "does" : "do"} not: ${names}`;
  const decisions = carried + lost === 0 ? "" : `; ${carried} ${carried === 1 ? "decision carries" : "decisions carry"} over${not}`;
  return `${verb} ${records} ${records === 1 ? "record" : "records"} imported earlier${by}${decisions}`;
}
