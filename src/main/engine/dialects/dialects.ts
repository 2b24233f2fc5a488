import type { Dialect, Sample } from "./dialect.ts";
import { evaluationDialects } from "./evaluations.ts";
import { logDialects } from "./logs.ts";

/** Every dialect, in no order that matters: the highest confidence wins. */
export const dialects: readonly Dialect[] = [...logDialects, ...evaluationDialects];

export function findDialect(name: string): Dialect | undefined {
  return dialects.find((dialect) => dialect.name === name);
}

export interface Detected {
  dialect: Dialect;
  /** 0 to 1. */
  confidence: number;
}

/** Below it a file is not taken for a dialect without being asked. */
export const minConfidence = 0.5;

/** The dialects that a file may be of, the most likely first; those with confidence 0 left out. */
export function detectDialects(sample: Sample): Detected[] {
  return dialects
    .map((dialect) => ({ dialect, confidence: dialect.detect(sample) }))
    .filter(({ confidence }) => confidence > 0)
    .sort((a, b) => b.confidence - a.confidence || (a.dialect.name < b.dialect.name ? -1 : 1));
}
