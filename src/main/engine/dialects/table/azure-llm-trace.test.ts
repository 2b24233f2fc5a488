import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { azureLlmTrace } from "./azure-llm-trace.ts";

const row = { TIMESTAMP: "2023-11-16 18:15:46.6805900", ContextTokens: "374", GeneratedTokens: "44" };

describe("Azure's trace", () => {
  it("asks for what is not in it", () => {
    expect(mapValues(azureLlmTrace, [row]).asks).toMatchObject([{ asks: ["engine_id", "success"] }]);
  });

  it("knows tokens and arrival, and no latency; equal rows stay two", () => {
    const { drafts, records } = mapValues(azureLlmTrace, [row, row], { answers: { engine_id: "gpt", success: true } });
    expect(drafts[0]).toMatchObject({
      engine_id: "gpt",
      timestamp: 1700158546,
      metrics: { success: true, input_tokens: 374, output_tokens: 44 },
    });
    expect(drafts[0]?.metrics).not.toHaveProperty("latency_ms");
    expect(new Set(records.map(({ record }) => (record.source as { id: string }).id)).size).toBe(2);
  });
});
