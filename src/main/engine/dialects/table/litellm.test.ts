import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { litellm } from "./litellm.ts";

const payload = {
  id: "chatcmpl-1",
  call_type: "acompletion",
  stream: true,
  status: "success",
  custom_llm_provider: "openai",
  startTime: "2025-01-24 09:20:46.847371",
  endTime: "2025-01-24 09:20:46.851954",
  completionStartTime: "2025-01-24 09:20:46.849371",
  response_time: 0.002,
  model: "gpt-4o",
  model_group: "",
  cache_hit: null,
  prompt_tokens: 10,
  completion_tokens: 20,
  total_tokens: 30,
  response_cost: 0.000225,
  messages: [{ role: "user", content: "Hello, world!" }],
  response: { choices: [{ message: { role: "assistant", content: "hi" } }], usage: { prompt_tokens_details: { cached_tokens: 4 } } },
};
/** As a CSV dump of the table has it. */
const spend = {
  request_id: "chatcmpl-2",
  session_id: "s1",
  call_type: "acompletion",
  cache_hit: "None",
  startTime: "2025-01-24 09:20:46.847371",
  endTime: "2025-01-24 09:20:46.851954",
  completionStartTime: "",
  model: "gpt-4o",
  model_group: "fast",
  spend: "0.000225",
  prompt_tokens: "10",
  completion_tokens: "20",
  total_tokens: "30",
  request_tags: '["team-a"]',
  messages: "{}",
  response: "{}",
  proxy_server_request: "{}",
  metadata: '{"usage_object": {"prompt_tokens_details": {"cached_tokens": 4}}}',
  api_base: "",
  status: "success",
};

describe("LiteLLM", () => {
  it("reads a logging payload with its conversation", () => {
    const [execution] = mapValues(litellm, [payload]).drafts;
    expect(execution).toMatchObject({
      trace_id: "chatcmpl-1",
      engine_id: "gpt-4o",
      timestamp: 1737710446,
      input: "Hello, world!",
      output: "hi",
      messages: [
        { role: "user", content: "Hello, world!" },
        { role: "assistant", content: "hi" },
      ],
      metrics: {
        success: true,
        latency_ms: 4.583,
        ttft_ms: 2,
        input_tokens: 10,
        output_tokens: 20,
        cached_input_tokens: 4,
        cost_usd: 0.000225,
      },
    });
    expect(execution?.metrics).not.toHaveProperty("cache_hit");
  });

  it("reads a CSV dump of spend logs, where every value is a text", () => {
    expect(litellm.detect({ name: "dump.csv", rows: [spend] })).toBeGreaterThan(0.9);
    const [execution] = mapValues(litellm, [spend]).drafts;
    expect(execution).toMatchObject({
      engine_id: "fast",
      task_id: "s1",
      input: "",
      output: "",
      tags: ["team-a"],
      metrics: { success: true, latency_ms: 4.583, input_tokens: 10, cached_input_tokens: 4, cost_usd: 0.000225 },
    });
    expect(execution?.metrics).not.toHaveProperty("ttft_ms");
  });

  it("takes Unix seconds as it takes texts", () => {
    const times = { startTime: 1737710446.847371, endTime: 1737710446.851954, completionStartTime: 1737710446.849371 };
    expect(mapValues(litellm, [{ ...payload, ...times }]).drafts[0]?.metrics).toMatchObject({ latency_ms: 4.583, ttft_ms: 2 });
  });

  it("never takes response_time, which is the first token when streaming", () => {
    const { metrics } = mapValues(litellm, [{ ...payload, endTime: null, completionStartTime: null }]).drafts[0] ?? {};
    expect(metrics).not.toHaveProperty("latency_ms");
    expect(metrics).not.toHaveProperty("ttft_ms");
  });

  it("has no first token where the answer came whole", () => {
    expect(mapValues(litellm, [{ ...payload, stream: false }]).drafts[0]?.metrics).not.toHaveProperty("ttft_ms");
  });

  it.each([[true], ["True"], ["true"]])("marks an answer of the cache: %j", (cache_hit) => {
    expect(mapValues(litellm, [{ ...spend, cache_hit }]).drafts[0]?.metrics.cache_hit).toBe(true);
  });

  it("says how a call failed, and counts no tokens where none were counted", () => {
    const failed = {
      ...payload,
      status: "failure",
      error_str: "slow down",
      error_information: { error_class: "RateLimitError" },
      total_tokens: 0,
      prompt_tokens: 0,
      completion_tokens: 0,
      response_cost: 0,
      response: null,
    };
    const [execution] = mapValues(litellm, [failed]).drafts;
    expect(execution).toMatchObject({
      status: "failure: RateLimitError: slow down",
      output: "",
      metrics: { success: false, latency_ms: 4.583 },
    });
    for (const name of ["input_tokens", "output_tokens", "cost_usd"]) expect(execution?.metrics).not.toHaveProperty(name);
  });

  it("asks for what a row does not say, and takes the answer", () => {
    const bare = { ...spend, status: "", model: "", model_group: "" };
    expect(mapValues(litellm, [bare]).asks).toEqual([{ type: "ask", rows: [1], asks: ["engine_id", "success"] }]);
    expect(mapValues(litellm, [bare], { answers: { engine_id: "m", success: true } }).drafts[0]?.engine_id).toBe("m");
  });

  it("explains its numbers", () => {
    expect(mapValues(litellm, [payload], { explain: true }).records[0]?.proofs).toContainEqual({
      from: "endTime",
      value: "2025-01-24 09:20:46.851954",
      to: "metrics.latency_ms",
      became: 4.583,
      because:
        "`startTime` and `endTime` are times, so their difference is used; `response_time` is the time to first token when streaming",
    });
  });

  it("leaves embeddings out", () => {
    expect(mapValues(litellm, [{ ...payload, call_type: "aembedding" }]).skipped).toMatchObject([{ why: "embedding, no generation" }]);
  });
});
