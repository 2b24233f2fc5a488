import { describe, expect, it } from "vitest";
import { parseWindow, type WindowRecord } from "../../src/main/engine/aggregator/window-record.ts";
import { WindowTally } from "../../src/main/engine/aggregator/window-tally.ts";
import { mergeWindows, parseDigest } from "./merge-windows.ts";

/** A window as its line in aggregated_stats.jsonl says it. */
async function makeWindow(
  engineId: string,
  count: number,
  latencyMs: number | null,
  success: boolean,
  quality: number | null,
): Promise<WindowRecord> {
  const window = new WindowTally(0);
  window.add(Array.from({ length: count }, () => ({ engineId, success, latencyMs, quality })));
  return parseWindow(JSON.stringify(await window.toRecord({ startMs: 0, endMs: 1, windowMinutes: 5 }, [50])));
}

describe("mergeWindows", () => {
  it("equals the statistics of all executions together; percentiles are not averaged", async () => {
    // Three fast windows of ten and a slow one of a thousand: the mean of the medians would be 257.5.
    const fast = await makeWindow("a", 10, 10, true, 0.5);
    const windows = [fast, fast, fast, await makeWindow("a", 1000, 1000, true, 0.5), await makeWindow("b", 1, null, false, null)];
    const merged = mergeWindows(windows, [50, 1]);
    expect(merged.overall).toMatchObject({ count: 1031, success_count: 1030, quality: { n: 1030, mean: 0.5 } });
    expect(merged.engines.map(({ engine_id, count }) => [engine_id, count])).toEqual([
      ["a", 1030],
      ["b", 1],
    ]);
    expect(merged.engines[0]?.latency_ms).toMatchObject({
      n: 1030,
      min: 10,
      max: 1000,
      p50: 1000,
      avg: expect.closeTo(1_000_300 / 1030, 9),
    });
    expect(merged.engines[0]?.latency_ms.p1).toBeLessThan(100);
    expect(merged.engines[1]?.latency_ms).toEqual({ n: 0 });
    expect(mergeWindows([]).overall).toMatchObject({ count: 0, success_rate: null, latency_ms: { n: 0 } });
  });
});

describe("parseDigest", () => {
  it.each([
    null,
    [],
    {},
    { compression: 100, n: 1, min: 1, max: 1 },
    { compression: 100, n: 2, min: 1, max: 1, centroids: [[1, 1]] },
    { compression: 100, n: 1, min: 2, max: 1, centroids: [[1, 1]] },
    {
      compression: 100,
      n: 2,
      min: 1,
      max: 2,
      centroids: [
        [2, 1],
        [1, 1],
      ],
    },
    { compression: 100, n: 1, min: 1, max: 1, centroids: [["1", 1]] },
    { compression: 100, n: 1.5, min: 1, max: 1, centroids: [[1, 1.5]] },
    { compression: 100, n: 0, min: null, max: null, centroids: [[1, 1]] },
  ])("refuses to read %j", (value) => {
    expect(() => parseDigest(value)).toThrow(expect.objectContaining({ code: "damaged" }));
  });
});
