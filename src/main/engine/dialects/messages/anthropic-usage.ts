import { toObject } from "../../base/json-value.ts";
import type { DraftMetrics } from "../drafts.ts";
import { readCount } from "../values.ts";

/**
 * Tokens of Anthropic's `usage`. Its `input_tokens` leaves out what the cache read and wrote; OpenAI's and OpenTelemetry's counts do not, and
 * engines are compared by them, so all three are added.
 * @see https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching#tracking-cache-performance
 */
export function readAnthropicUsage(value: unknown): DraftMetrics {
  const usage = toObject(value);
  const [fresh, written, read] = [
    readCount(usage.input_tokens),
    readCount(usage.cache_creation_input_tokens),
    readCount(usage.cache_read_input_tokens),
  ];
  return {
    input_tokens: fresh === undefined ? undefined : fresh + (written ?? 0) + (read ?? 0),
    output_tokens: readCount(usage.output_tokens),
    cached_input_tokens: read,
  };
}
