import { type reviewOutcomes, type sampleOrigins, type Tier, tiers } from "../../../contract/index.ts";

/** The contract's words as types. */
export type { Tier };
export type ReviewOutcome = (typeof reviewOutcomes)[number];
export type SampleOrigin = (typeof sampleOrigins)[number];

export const isTier = (value: unknown): value is Tier => tiers.some((tier) => tier === value);
