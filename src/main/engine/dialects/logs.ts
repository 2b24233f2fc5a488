import type { Dialect } from "./dialect.ts";
import { aiperf } from "./table/aiperf.ts";
import { anthropicBatch } from "./table/anthropic-batch.ts";
import { azureLlmTrace } from "./table/azure-llm-trace.ts";
import { claudeCode } from "./table/claude-code.ts";
import { codex } from "./table/codex.ts";
import { geminiCli } from "./table/gemini-cli.ts";
import { guidellm } from "./table/guidellm.ts";
import { helicone } from "./table/helicone.ts";
import { langfuse } from "./table/langfuse.ts";
import { litellm } from "./table/litellm.ts";
import { llmperf } from "./table/llmperf.ts";
import { llmperfBench } from "./table/llmperf-bench.ts";
import { ollama } from "./table/ollama.ts";
import { ollamaBench } from "./table/ollama-bench.ts";
import { openaiBatch } from "./table/openai-batch.ts";
import { openinference } from "./table/openinference.ts";
import { otlpGenai } from "./table/otlp-genai.ts";
import { pi } from "./table/pi.ts";
import { sglangBench } from "./table/sglang-bench.ts";
import { vercelAiSdk } from "./table/vercel-ai-sdk.ts";
import { vllmBench } from "./table/vllm-bench.ts";

/** Dialects of logs, benchmarks and sessions. */
export const logDialects: readonly Dialect[] = [
  litellm,
  langfuse,
  helicone,
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
  claudeCode,
  codex,
  geminiCli,
  pi,
  ollama,
  ollamaBench,
  azureLlmTrace,
];
