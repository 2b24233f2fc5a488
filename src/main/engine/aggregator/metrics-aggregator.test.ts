import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AssayError } from "../../../contract/index.ts";
import { atomicAppend } from "../files/atomic-append.ts";
import type { ExecutionFacts } from "../records/facts.ts";
import { freshFolder } from "../testing/fresh-folder.ts";
import { lastWindowEnd } from "./last-window.ts";
import { MetricsAggregator } from "./metrics-aggregator.ts";
import { parseWindow, type WindowRecord } from "./window-record.ts";

const folder = freshFolder("aggregator");
const path = () => join(folder(), "aggregated_stats.jsonl");

/** A clock and a timer that the test moves, over a real file. */
function bench(percentiles = [50, 99.9]) {
  const state = { nowMs: 1_000_000, append: (line: string) => atomicAppend(path(), [line]) };
  let due: (() => void) | null = null;
  const failures: unknown[] = [];
  const aggregator = new MetricsAggregator({
    append: (line) => state.append(line),
    windowMinutes: 5,
    percentiles,
    now: () => state.nowMs,
    setTimer: (work, delayMs) => {
      expect(delayMs).toBe(300_000);
      due = work;
      return () => {
        due = null;
      };
    },
    log: (level, event) => failures.push(`${level} ${event}`),
  });
  return {
    aggregator,
    state,
    failures,
    get running() {
      return due !== null;
    },
    /** Lets the timer fire with the clock at `nowMs`. */
    tick(nowMs: number) {
      state.nowMs = nowMs;
      due?.();
    },
  };
}

const facts = (engineId: string, latencyMs: number | null, success = true, quality: number | null = null): ExecutionFacts => {
  return { engineId, success, latencyMs, quality };
};
const range = (fromOffset: number, toOffset: number) => ({ fromOffset, toOffset });

async function windows(): Promise<WindowRecord[]> {
  const text = await readFile(path(), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map(parseWindow);
}

describe("windows", () => {
  it("writes one record for what arrived in a window, with the names and units of the design", async () => {
    const { aggregator, tick, state } = bench();
    aggregator.start();
    expect(aggregator.openWindow()).toEqual({ openedAtMs: 1_000_000, executions: 0 });
    aggregator.add([facts("a", 10, true, 0.5), facts("__proto__", 30), facts("a", 20, false, 1)], range(0, 300));
    aggregator.add([facts("a", null), facts("constructor", null)], range(300, 500));
    expect(aggregator.openWindow()).toEqual({ openedAtMs: 1_000_000, executions: 5 });
    tick(1_300_000);
    state.nowMs = 1_300_001;
    await aggregator.stop();
    expect(aggregator.written).toBe(1);
    expect(aggregator.openWindow()).toBeNull();
    const digest = (centroids: [number, number][], min: number, max: number) => ({
      compression: 100,
      n: centroids.length,
      min,
      max,
      centroids,
    });
    expect(await windows()).toEqual([
      {
        schema_version: 1,
        window_start_ms: 1_000_000,
        window_end_ms: 1_300_000,
        window_minutes: 5,
        from_offset: 0,
        to_offset: 500,
        method: "t-digest",
        engines: [
          {
            engine_id: "a",
            count: 3,
            success_count: 2,
            success_rate: 2 / 3,
            latency_ms: {
              n: 2,
              min: 10,
              max: 20,
              avg: 15,
              p50: 15,
              "p99.9": 20,
              digest: digest(
                [
                  [10, 1],
                  [20, 1],
                ],
                10,
                20,
              ),
            },
            quality: { n: 2, mean: 0.75 },
          },
          {
            engine_id: "__proto__",
            count: 1,
            success_count: 1,
            success_rate: 1,
            latency_ms: { n: 1, min: 30, max: 30, avg: 30, p50: 30, "p99.9": 30, digest: digest([[30, 1]], 30, 30) },
            quality: { n: 0 },
          },
          { engine_id: "constructor", count: 1, success_count: 1, success_rate: 1, latency_ms: { n: 0 }, quality: { n: 0 } },
        ],
        overall: {
          count: 5,
          success_count: 4,
          success_rate: 0.8,
          latency_ms: {
            n: 3,
            min: 10,
            max: 30,
            avg: 20,
            p50: 20,
            "p99.9": 30,
            digest: digest(
              [
                [10, 1],
                [20, 1],
                [30, 1],
              ],
              10,
              30,
            ),
          },
          quality: { n: 2, mean: 0.75 },
        },
      },
    ]);
  });

  it("writes nothing for an empty window, and the next one starts where it ended", async () => {
    const { aggregator, tick } = bench();
    aggregator.start();
    tick(1_300_000);
    aggregator.add([facts("a", 1)], range(0, 10));
    tick(1_600_000);
    tick(1_900_000);
    await aggregator.stop();
    expect((await windows()).map((window) => [window.window_start_ms, window.window_end_ms])).toEqual([[1_300_000, 1_600_000]]);
  });

  it("stop writes the open window and ends the timer; stopping twice writes once", async () => {
    const test = bench();
    test.aggregator.start();
    test.aggregator.start();
    test.aggregator.add([facts("a", 1)], range(0, 10));
    test.state.nowMs += 10;
    await Promise.all([test.aggregator.stop(), test.aggregator.stop()]);
    expect(test.running).toBe(false);
    expect((await windows()).map((window) => window.window_end_ms)).toEqual([1_000_010]);
  });

  it("stays in order when the clock jumps back and forth", async () => {
    const { aggregator, tick, state } = bench();
    aggregator.start();
    for (const nowMs of [1_300_000, 400_000, 700_000, 90_000_000, 100, 100, 2_000_000]) {
      aggregator.add([facts("a", 1)], range(0, 10));
      tick(nowMs);
    }
    aggregator.add([facts("a", 1)], range(0, 10));
    state.nowMs = 5;
    await aggregator.stop();
    const times = await windows();
    expect(times).toHaveLength(8);
    for (const [i, window] of times.entries()) {
      expect(window.window_end_ms).toBeGreaterThanOrEqual(window.window_start_ms);
      expect(window.window_start_ms).toBeGreaterThanOrEqual(times[i - 1]?.window_end_ms ?? 0);
    }
    // A timer that fires with the clock set back still closes a window of the configured length.
    expect(times[1]).toMatchObject({ window_start_ms: 1_300_000, window_end_ms: 1_600_000 });
  });

  it("treats impossible numbers of invalid lines as unknown", async () => {
    const { aggregator } = bench();
    aggregator.add([facts("a", Number.NaN, true, Number.NaN), facts("a", Number.POSITIVE_INFINITY), facts("a", 4)], range(0, 10));
    await aggregator.stop();
    expect((await windows())[0]?.overall).toMatchObject({ count: 3, latency_ms: { n: 1, avg: 4 }, quality: { n: 0 } });
  });

  it("keeps separate statistics for at most 500 engines", async () => {
    const { aggregator } = bench();
    aggregator.add(
      Array.from({ length: 700 }, (_, i) => facts(`engine-${i}`, i)),
      range(0, 10),
    );
    await aggregator.stop();
    const [window] = await windows();
    expect(window?.engines).toHaveLength(500);
    expect(window?.executions_of_other_engines).toBe(200);
    expect(window?.overall).toMatchObject({ count: 700, latency_ms: { n: 700, min: 0, max: 699, avg: 349.5 } });
  });
});

describe("a window that cannot be written", () => {
  const full = new AssayError("disk_full", "The disk is full.");

  it("is merged into the next one, in order, counting nothing twice", async () => {
    const { aggregator, tick, state, failures } = bench();
    const write = state.append;
    aggregator.start();
    aggregator.add([facts("a", 1), facts("b", 2)], range(0, 20));
    state.append = () => Promise.reject(full);
    tick(1_300_000);
    aggregator.add([facts("a", 3)], range(20, 30));
    tick(1_600_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(failures).toEqual(["error window_not_written", "error window_not_written"]);
    state.append = write;
    aggregator.add([facts("c", 4)], range(30, 40));
    tick(1_900_000);
    await aggregator.stop();
    const written = await windows();
    expect(written).toHaveLength(1);
    expect(written[0]).toMatchObject({ window_start_ms: 1_000_000, window_end_ms: 1_900_000, from_offset: 0, to_offset: 40 });
    expect(written[0]?.engines.map(({ engine_id, count }) => [engine_id, count])).toEqual([
      ["a", 2],
      ["b", 1],
      ["c", 1],
    ]);
    expect(written[0]?.overall.latency_ms).toMatchObject({ n: 4, min: 1, max: 4, avg: 2.5 });
  });

  it("makes stop fail with what append threw", async () => {
    const { aggregator, state } = bench();
    aggregator.add([facts("a", 1)], range(0, 10));
    state.append = () => Promise.reject(full);
    await expect(aggregator.stop()).rejects.toBe(full);
  });
});

describe("recover", () => {
  async function* slices(...all: ExecutionFacts[][]) {
    yield* all;
  }

  it("writes one window for everything that no window covers, before newer arrivals", async () => {
    const { aggregator, state, tick } = bench();
    // Live executions may come while the index is still catching up.
    aggregator.add([facts("live", 9)], range(500, 600));
    state.nowMs = 1_000_500;
    await aggregator.recover({
      lastToOffset: 200,
      lastWindowEndMs: 900_000,
      eventsBytes: 500,
      rows: slices([facts("a", 1)], [], [facts("a", 3), facts("b", null)]),
    });
    aggregator.start();
    tick(1_300_000);
    await aggregator.stop();
    const [recovered, live] = await windows();
    expect(recovered).toMatchObject({
      recovered: true,
      from_offset: 200,
      to_offset: 500,
      window_start_ms: 900_000,
      window_end_ms: 1_000_500,
    });
    expect(recovered?.overall).toMatchObject({ count: 3, latency_ms: { n: 2, avg: 2 } });
    expect(live).toMatchObject({ from_offset: 500, to_offset: 600, window_start_ms: 1_000_500, window_end_ms: 1_300_000 });
    expect(live?.recovered).toBeUndefined();
    expect(await lastWindowEnd(path())).toEqual({ windowEndMs: 1_300_000, toOffset: 600 });
  });

  it("writes nothing when every byte is covered, and never starts before the last window's end", async () => {
    const { aggregator } = bench();
    const untouched = slices([facts("a", 1)]);
    await aggregator.recover({ lastToOffset: 500, lastWindowEndMs: 8_000_000, eventsBytes: 500, rows: untouched });
    await aggregator.recover({ lastToOffset: 400, eventsBytes: 500, rows: slices([]) });
    expect(await windows()).toEqual([]);
    aggregator.start();
    expect(aggregator.openWindow()?.openedAtMs).toBe(8_000_000);
    await aggregator.stop();
  });
});
