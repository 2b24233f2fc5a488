import type { Dialect } from "./dialect.ts";

/** Dialects of evaluations, votes and training sets. */
export const evaluationDialects: readonly Dialect[] = [];
