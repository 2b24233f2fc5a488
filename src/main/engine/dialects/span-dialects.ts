import type { Dialect } from "./dialect.ts";
import { openinference } from "./table/openinference.ts";
import { otlpGenai } from "./table/otlp-genai.ts";
import { vercelAiSdk } from "./table/vercel-ai-sdk.ts";

/** The dialects whose rows are spans. */
export const spanDialects: readonly Dialect[] = [vercelAiSdk, openinference, otlpGenai];

/** The dialect of a span that came by itself; undefined for one that has nothing to do with a model. */
export function chooseSpanDialect(span: Record<string, unknown>): Dialect | undefined {
  const sample = { name: "", rows: [span] };
  let best: Dialect | undefined;
  let confidence = 0;
  for (const dialect of spanDialects) {
    const own = dialect.detect(sample);
    if (own <= confidence) continue;
    best = dialect;
    confidence = own;
  }
  return best;
}
