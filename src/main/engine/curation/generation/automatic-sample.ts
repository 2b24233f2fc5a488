import type { Tier } from "../../../../contract/index.ts";
import { getCandidateSource, getRecordedWinner, type RecordedComparison } from "../transaction/comparison-source.ts";
import { automaticRef, createSampleLine } from "../transaction/sample-line.ts";

/** Minimum score of each tier. */
export interface Thresholds {
  gold: number;
  silver: number;
  bronze: number;
}

/** The tier a winner's score earns; null below all thresholds. */
export function tierOfScore(score: number, { gold, silver, bronze }: Thresholds): Tier | null {
  if (score >= gold) return "gold";
  if (score >= silver) return "silver";
  return score >= bronze ? "bronze" : null;
}

export interface AutomaticSample {
  sampleId: string;
  tier: Tier;
  position: number;
  /** Its line in the dataset, without a newline. */
  line: string;
}

/**
 * The sample that generation makes of an undecided comparison. Pure.
 * @param createdAtS whole Unix seconds.
 * @returns null without a winner, without a score, or below the thresholds.
 * @throws AssayError refused (no text in the record), over_limit (the line would be too long).
 */
export function getAutomaticSample(comparison: RecordedComparison, thresholds: Thresholds, createdAtS: number): AutomaticSample | null {
  const winner = getRecordedWinner(comparison.record);
  if (winner === null || winner.score === null) return null;
  const tier = tierOfScore(winner.score, thresholds);
  if (tier === null) return null;
  const sampleId = automaticRef(comparison.key);
  const line = createSampleLine(getCandidateSource(comparison, winner.position), { sampleId, createdAtS, tier, validated: false });
  return { sampleId, tier, position: winner.position, line };
}
