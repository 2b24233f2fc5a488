import Type, { type Static } from "typebox";
import { Count, nullable, strictObject } from "./shapes.ts";

/** What one answer took; null is unknown. */
export const Usage = strictObject({
  inputTokens: nullable(Count),
  outputTokens: nullable(Count),
  cachedInputTokens: nullable(Count),
  reasoningTokens: nullable(Count),
  /** Time to the first token. */
  ttftMs: nullable(Type.Number()),
  costUsd: nullable(Type.Number()),
  /** Whether a cache answered instead of the engine. */
  cached: nullable(Type.Boolean()),
});
export type Usage = Static<typeof Usage>;

const Sum = strictObject({ n: Count, sum: Type.Number() });

/** Sums over the executions that report each number; `n` is how many do. */
export const UsageSums = strictObject({ inputTokens: Sum, outputTokens: Sum, costUsd: Sum });
export type UsageSums = Static<typeof UsageSums>;
