import { isTier, type Tier } from "../../../../contract/index.ts";

/** What checks and duplicates need of a sample's line. */
export interface ScannedSample {
  input: string;
  output: string;
  tier: Tier;
  quality: number;
  validated: boolean;
  /** "" where the line has none. */
  engineId: string;
  /** The whole line. */
  record: Readonly<Record<string, unknown>>;
}

/** @returns null for a line that is no sample: lists leave it out too. */
export function readSample(line: string): ScannedSample | null {
  let record: Record<string, unknown> | null;
  try {
    record = JSON.parse(line);
  } catch {
    return null;
  }
  const { input, output, tier, validation, engine_id: engineId } = record ?? {};
  if (typeof input !== "string" || typeof output !== "string" || !isTier(tier)) return null;
  const { quality_score: quality, validated } = (validation ?? {}) as Record<string, unknown>;
  return {
    record: record ?? {},
    input,
    output,
    tier,
    quality: typeof quality === "number" ? quality : 0,
    validated: validated === true,
    engineId: typeof engineId === "string" ? engineId : "",
  };
}
