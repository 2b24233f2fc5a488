import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { aiperf } from "./aiperf.ts";

const request = {
  metadata: { x_request_id: "r1", conversation_id: "c1", timestamp_ns: 1_759_522_419_000_000_000 },
  metrics: {
    request_latency: { value: 7.936968269, unit: "s" },
    ttft: { value: 464_000, unit: "us" },
    inter_chunk_latency: { value: [1, 2], unit: "ms" },
    input_sequence_length: { value: 550, unit: "tokens" },
    output_sequence_length: { value: 193, unit: "tokens" },
    reasoning_token_count: { value: 131, unit: "tokens" },
  },
  error: null,
};
const summary = { input_config: { endpoint: { model_names: ["gpt-oss"] } }, records: {} };

describe("AIPerf", () => {
  it("reads each metric by its own unit, and the engine from the summary beside it", () => {
    const companions = [{ name: "profile_export_aiperf.json", rows: [summary] }];
    const { drafts, records } = mapValues(aiperf, [request], { companions, explain: true });
    expect(drafts).toMatchObject([
      {
        trace_id: "r1",
        task_id: "c1",
        engine_id: "gpt-oss",
        timestamp: 1759522419,
        metrics: { success: true, latency_ms: 7936.968269, ttft_ms: 464, input_tokens: 550, output_tokens: 193, reasoning_tokens: 131 },
      },
    ]);
    expect(records[0]?.proofs).toContainEqual({
      from: "metrics.ttft.value",
      value: 464000,
      to: "metrics.ttft_ms",
      became: 464,
      because: 'its `unit` is "us"',
    });
  });

  it("asks for the engine without a summary, or with those of two runs", () => {
    const other = { input_config: { endpoint: { model_names: ["llama"] } } };
    expect(mapValues(aiperf, [request]).asks).toMatchObject([{ asks: ["engine_id"] }]);
    expect(mapValues(aiperf, [request], { companions: [{ name: "a.json", rows: [summary, other] }] }).asks).toMatchObject([
      { asks: ["engine_id"] },
    ]);
  });

  it("has no latency of a cancelled request", () => {
    const cancelled = {
      ...request,
      metrics: { error_request_count: { value: 1, unit: "requests" } },
      error: { code: 499, type: "RequestCancellationError", message: "gone" },
    };
    expect(mapValues(aiperf, [cancelled], { answers: { engine_id: "m" } }).drafts).toMatchObject([
      { status: "499 RequestCancellationError gone", metrics: { success: false } },
    ]);
    expect(mapValues(aiperf, [cancelled], { answers: { engine_id: "m" } }).drafts[0]?.metrics).toEqual({ success: false });
  });

  it("takes a cancelled request without an error for a failure", () => {
    const cancelled = { ...request, metadata: { ...request.metadata, was_cancelled: true } };
    expect(mapValues(aiperf, [cancelled], { answers: { engine_id: "m" } }).drafts).toMatchObject([
      { status: "cancelled", metrics: { success: false } },
    ]);
  });

  it("makes no record of a summary", () => {
    expect(mapValues(aiperf, [summary]).skipped).toMatchObject([{ why: "summary of a run" }]);
  });
});
