import type { Dialect } from "./dialect.ts";
import { aiperf } from "./table/aiperf.ts";
import { guidellm } from "./table/guidellm.ts";
import { langfuse } from "./table/langfuse.ts";
import { litellm } from "./table/litellm.ts";
import { llmperf } from "./table/llmperf.ts";
import { llmperfBench } from "./table/llmperf-bench.ts";
import { sglangBench } from "./table/sglang-bench.ts";
import { vllmBench } from "./table/vllm-bench.ts";

/** Dialects of logs, benchmarks and sessions. */
export const logDialects: readonly Dialect[] = [litellm, langfuse, vllmBench, sglangBench, guidellm, aiperf, llmperf, llmperfBench];
