import type { Assay } from "../../fixtures.ts";
import type { DoubleClient } from "../../hosts/double-client.ts";

/** The double's control; these specs run on that host only. */
export function shell(assay: Assay): DoubleClient {
  if (assay.double === undefined) throw new Error("Specs in this folder run on the double.");
  return assay.double;
}
