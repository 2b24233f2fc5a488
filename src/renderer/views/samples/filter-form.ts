import type { CheckName, sampleOrigins, Tier } from "../../../contract/index.ts";

export type Origin = (typeof sampleOrigins)[number];

/** View-state name: the filter controls. */
export const filterName = "samples.filter";

/** What the filter controls hold. No tier chosen means every tier. */
export interface SampleFilterForm {
  text: string;
  tiers: Tier[];
  origin: Origin | "any";
  check: CheckName | "any";
  /** "": any. */
  tag: string;
}

export const emptySampleForm: SampleFilterForm = { text: "", tiers: [], origin: "any", check: "any", tag: "" };
