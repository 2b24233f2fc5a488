import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readForeignRows } from "../../testing/foreign-rows.ts";
import { type FlatExecution, mapRows, mapValues } from "../../testing/map-rows.ts";
import { needs } from "../../testing/needs.ts";
import { sharedData } from "../../testing/shared-data.ts";
import { llmperf } from "./llmperf.ts";

const request = {
  error_code: null,
  error_msg: "",
  ttft_s: 0.5,
  end_to_end_latency_s: 1.5,
  number_input_tokens: 550,
  number_output_tokens: 151,
  number_total_tokens: 701,
};
const summary = { model: "llama", framework: "anyscale", timestamp: 1703136016, results_num_requests_started: 1 };

describe("llmperf", () => {
  it("reads seconds, with engine and time from the summary of its name", () => {
    const companions = [
      { name: "anyscale_13b.json", rows: [summary] },
      { name: "lepton_7b.json", rows: [{ ...summary, framework: "lepton" }] },
    ];
    expect(mapValues(llmperf, [request], { name: "anyscale_13b.json", companions }).drafts).toMatchObject([
      {
        engine_id: "anyscale/llama",
        timestamp: 1703136016,
        metrics: { success: true, latency_ms: 1500, ttft_ms: 500, input_tokens: 550, output_tokens: 151 },
      },
    ]);
  });

  it("asks where no summary is its own", () => {
    expect(mapValues(llmperf, [request], { name: "anyscale_13b.json" }).asks).toMatchObject([{ asks: ["engine_id", "timestamp"] }]);
  });

  it("knows no time of a failed request, where 0 is written", () => {
    const failed = { ...request, error_code: 429, ttft_s: 0, end_to_end_latency_s: 0, number_output_tokens: 1 };
    const { drafts } = mapValues(llmperf, [failed], { answers: { engine_id: "m", timestamp: 1 } });
    expect(drafts).toMatchObject([{ status: "error 429" }]);
    expect(drafts[0]?.metrics).toEqual({ success: false, input_tokens: 550 });
  });

  const folder = join(sharedData, "foreign/llmperf");
  needs.sharedData.it("reads the leaderboard's raw data", () => {
    const companions = readdirSync(join(folder, "summary")).map((name) => ({
      name,
      rows: readForeignRows(join(folder, "summary", name)).map(({ value }) => value),
    }));
    const records = readdirSync(join(folder, "individual")).flatMap(
      (name) => mapRows(llmperf, { name, rows: readForeignRows(join(folder, "individual", name)), companions }).records,
    );
    // Made from the same files by another script, which rounds to whole milliseconds.
    const native = readForeignRows(join(sharedData, "native/engine_execution/llmperf.jsonl")).map(({ value }) => value as FlatExecution);
    const ours = records.map(({ record }) => record as FlatExecution);
    expect(ours.length).toBe(1050);
    expect(toLines(ours)).toEqual(toLines(native));
  });
});

const toLines = (executions: readonly FlatExecution[]) =>
  executions
    .map(({ engine_id, timestamp, metrics }) => {
      // That script kept the 0 of failed requests, which is no latency.
      const latency = metrics.latency_ms ? Math.round(metrics.latency_ms as number) : "unknown";
      return `${engine_id} ${timestamp} ${metrics.success} ${latency}`;
    })
    .sort();
