import type { Dialect } from "./dialect.ts";
import { aiperf } from "./table/aiperf.ts";
import { anthropicBatch } from "./table/anthropic-batch.ts";
import { guidellm } from "./table/guidellm.ts";
import { langfuse } from "./table/langfuse.ts";
import { litellm } from "./table/litellm.ts";
import { llmperf } from "./table/llmperf.ts";
import { llmperfBench } from "./table/llmperf-bench.ts";
import { openaiBatch } from "./table/openai-batch.ts";
import { openinference } from "./table/openinference.ts";
import { otlpGenai } from "./table/otlp-genai.ts";
import { sglangBench } from "./table/sglang-bench.ts";
import { vercelAiSdk } from "./table/vercel-ai-sdk.ts";
import { vllmBench } from "./table/vllm-bench.ts";

/** Dialects of logs, benchmarks and sessions. */
export const logDialects: readonly Dialect[] = [
  litellm,
  langfuse,
  vllmBench,
  sglangBench,
  guidellm,
  aiperf,
  llmperf,
  llmperfBench,
  otlpGenai,
  openinference,
  vercelAiSdk,
  openaiBatch,
  anthropicBatch,
];
