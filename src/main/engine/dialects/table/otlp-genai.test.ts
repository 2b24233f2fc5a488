import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { otlpGenai } from "./otlp-genai.ts";

const attribute = (key: string, value: unknown) => ({
  key,
  value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
});
const span = {
  traceId: "5B8EFFF798038103D269B633813FC60C",
  spanId: "EEE19B7EC3C1B174",
  name: "chat gpt-4o",
  kind: 3,
  startTimeUnixNano: "1787297955670900503",
  endTimeUnixNano: "1787297955670945879",
  attributes: [
    attribute("gen_ai.operation.name", "chat"),
    attribute("gen_ai.request.model", "gpt-4o"),
    attribute("gen_ai.response.model", "gpt-4o-2024-08-06"),
    attribute("gen_ai.usage.input_tokens", 10_000),
    attribute("gen_ai.usage.output_tokens", 500),
    attribute("gen_ai.usage.cache_read.input_tokens", 8000),
    { key: "gen_ai.response.time_to_first_chunk", value: { doubleValue: 0.25 } },
    attribute("gen_ai.system_instructions", '[{"type":"text","content":"Be brief."}]'),
    attribute("gen_ai.input.messages", '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]'),
    attribute("gen_ai.output.messages", '[{"role":"assistant","parts":[{"type":"text","content":"Hello"}],"finish_reason":"stop"}]'),
  ],
  status: {},
};
const request = (...spans: unknown[]) => ({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] });

describe("OpenTelemetry GenAI", () => {
  it("reads nanoseconds in digits that a double would lose, and seconds to the first chunk", () => {
    expect(mapValues(otlpGenai, [request(span)]).drafts).toMatchObject([
      {
        trace_id: "eee19b7ec3c1b174",
        task_id: "5b8efff798038103d269b633813fc60c",
        engine_id: "gpt-4o-2024-08-06",
        timestamp: 1787297955,
        input: "Hi",
        output: "Hello",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hi" },
          { role: "assistant", content: "Hello" },
        ],
        metrics: { success: true, latency_ms: 0.045376, ttft_ms: 250, input_tokens: 10_000, output_tokens: 500, cached_input_tokens: 8000 },
      },
    ]);
  });

  it("reads what protobuf's own printer writes: base64 ids and names of enums", () => {
    const printed = {
      ...span,
      traceId: "zE9+rPKKO6OTpRgGpi/r+A==",
      spanId: "QON/QMx9eKU=",
      kind: "SPAN_KIND_CLIENT",
      status: { code: "STATUS_CODE_ERROR", message: "reset" },
    };
    expect(mapValues(otlpGenai, [request(printed)]).drafts).toMatchObject([
      { trace_id: "40e37f40cc7d78a5", task_id: "cc4f7eacf28a3ba393a51806a62febf8", status: "reset", metrics: { success: false } },
    ]);
  });

  it("takes the call, not the agent and the tools around it", () => {
    const of = (operation: string) => ({
      ...span,
      spanId: operation,
      attributes: [attribute("gen_ai.operation.name", operation), ...span.attributes.slice(1)],
    });
    const { drafts } = mapValues(otlpGenai, [request(of("invoke_agent"), of("execute_tool"), of("embeddings"), span)]);
    expect(drafts).toHaveLength(1);
  });

  it("says that spans of something else have no inference", () => {
    expect(mapValues(otlpGenai, [request({ ...span, attributes: [attribute("http.method", "GET")] })]).skipped).toMatchObject([
      { why: "no span of an inference" },
    ]);
  });

  it("takes a failure by its error.type, and old names of tokens", () => {
    const old = {
      ...span,
      attributes: [
        attribute("gen_ai.request.model", "m"),
        attribute("error.type", "timeout"),
        attribute("gen_ai.usage.prompt_tokens", 7),
        attribute("gen_ai.prompt.0.role", "user"),
        attribute("gen_ai.prompt.0.content", "Hi"),
        attribute("gen_ai.completion.0.content", "Hello"),
      ],
    };
    expect(mapValues(otlpGenai, [request(old)]).drafts).toMatchObject([
      { input: "Hi", output: "Hello", status: "timeout", metrics: { success: false, input_tokens: 7 } },
    ]);
  });

  it("takes a quality from an evaluation event", () => {
    const events = [
      { name: "gen_ai.evaluation.result", attributes: [{ key: "gen_ai.evaluation.score.value", value: { doubleValue: 0.5 } }] },
    ];
    expect(mapValues(otlpGenai, [request({ ...span, events })]).drafts[0]?.metrics.quality_score).toBe(0.5);
  });

  it("asks when attributes without a span were written", () => {
    const bag = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4", "gen_ai.usage.input_tokens": 97 };
    expect(mapValues(otlpGenai, [bag]).asks).toMatchObject([{ asks: ["timestamp"] }]);
  });
});
