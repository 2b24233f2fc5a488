import { link, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type EngineWindows, windowsNotes } from "../../../contract/index.ts";
import { freshFolder } from "../testing/fresh-folder.ts";
import { joinPieces } from "./merge-windows.ts";
import { Tally } from "./tally.ts";
import type { WindowRecord } from "./window-record.ts";
import { foreignWindows } from "./windows-report.ts";

const folder = freshFolder("windows");
const path = () => join(folder(), "aggregated_stats.jsonl");

/** A window of five minutes, the `place`th, with these latencies by engine; every tenth execution fails. */
function window(place: number, latencies: Record<string, readonly number[]>): WindowRecord {
  const tally = (values: readonly number[]) => {
    const one = new Tally();
    for (const [i, latencyMs] of values.entries())
      one.add({ engineId: "", success: i % 10 > 0, latencyMs, quality: i % 2 === 0 ? 0.5 : null });
    return one.toRecord([50, 95]);
  };
  return {
    schema_version: 1,
    window_start_ms: place * 300_000,
    window_end_ms: (place + 1) * 300_000,
    window_minutes: 5,
    from_offset: place * 1000,
    to_offset: (place + 1) * 1000,
    method: "t-digest",
    engines: Object.entries(latencies).map(([engine_id, values]) => ({ engine_id, ...tally(values) })),
    overall: tally(Object.values(latencies).flat()),
  };
}

const lines = (...windows: unknown[]) => windows.map((one) => `${typeof one === "string" ? one : JSON.stringify(one)}\n`).join("");
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const merge = async (text: string, input: Parameters<typeof foreignWindows>[1] = {}) => {
  await writeFile(path(), text);
  return foreignWindows(path(), { percentiles: [50, 95, 99], ...input });
};
const engine = ({ engines }: EngineWindows, id: string) => engines.find(({ engineId }) => engineId === id);

describe("windows of any file", () => {
  const three = lines(
    window(
      0,
      Object.fromEntries([
        ["a", range(0, 100)],
        ["__proto__", [7]],
      ]),
    ),
    window(1, { a: range(100, 1100) }),
    window(2, { a: [5000], b: [1, 3] }),
  );

  it("merge into a range: counts, success and means exactly, percentiles from the digests, and between which windows they lie", async () => {
    const all = await merge(three);
    expect(all).toMatchObject({ merged: 3, startMs: 0, endMs: 900_000, engineCount: 3, events: null });
    expect(engine(all, "a")).toMatchObject({
      windows: 3,
      count: 1101,
      successCount: 990,
      latencyMs: {
        n: 1101,
        min: 0,
        max: 5000,
        withoutDigest: 0,
        percentiles: [{ low: 49.5, high: 5000 }, { low: 94.5, high: 5000 }, { low: null }],
      },
      quality: { n: 551, mean: 0.5 },
      exact: null,
    });
    // The exact ones are 550 and 1045; a digest's are within a percent of the ranks.
    const [p50, p95] = engine(all, "a")?.latencyMs.percentiles ?? [];
    expect(Math.abs((p50?.estimate ?? 0) - 550)).toBeLessThan(11);
    expect(Math.abs((p95?.estimate ?? 0) - 1045)).toBeLessThan(11);
    expect(engine(all, "a")?.latencyMs.avg).toBeCloseTo((range(0, 1100).reduce((sum, one) => sum + one, 0) + 5000) / 1101, 9);
    expect(engine(all, "__proto__")?.count).toBe(1);
    expect(all.newest.map(({ startMs, n, max }) => [startMs, n, max])).toEqual([
      [600_000, 3, 5000],
      [300_000, 1000, 1099],
      [0, 101, 99],
    ]);
  });

  it("belong to the range that they start in: ranges side by side count each once", async () => {
    const counts = [];
    for (const [fromS, toS] of [
      [0, 300],
      [300, 601],
      [601, 900],
    ] as const)
      counts.push((await merge(three, { fromS, toS })).overall.count);
    expect(counts).toEqual([101, 1003, 0]);
    expect((await merge(three, { fromS: 601 })).file).toMatchObject({ windows: 3, startMs: 0, endMs: 900_000 });
    expect((await merge(three, { engines: ["b"] })).engines.map(({ engineId, count }) => [engineId, count])).toEqual([["b", 2]]);
    expect((await merge(three, { engines: ["b"] })).overall.count).toBe(1104);
  });
});

describe("lines of a stranger", () => {
  const good = window(0, { a: [10, 20] });
  const [one] = good.engines;
  it.each<[string, unknown, RegExp]>([
    ["no JSON", "nonsense", /not a JSON object/],
    ["another record", { trace_id: "t" }, /schema_version/],
    ["a newer one", { ...good, schema_version: 2 }, /schema_version 2/],
    ["before it starts", { ...good, window_end_ms: -1 }, /end after/],
    ["bytes backwards", { ...good, to_offset: -5 }, /bytes/],
    ["successes beyond its count", { ...good, overall: { ...good.overall, success_count: 9 } }, /overall: more successes/],
    ["an engine twice", { ...good, engines: [one, one] }, /engine 2/],
    ["an endless id", { ...good, engines: [{ ...one, engine_id: "x".repeat(600) }] }, /too long/],
    ["no average", { ...good, overall: { ...good.overall, latency_ms: { n: 2 } } }, /no numbers/],
    [
      "an average above the maximum",
      { ...good, overall: { ...good.overall, latency_ms: { ...good.overall.latency_ms, avg: 99 } } },
      /between/,
    ],
    ["a quality above 1", { ...good, overall: { ...good.overall, quality: { n: 1, mean: 7 } } }, /quality/],
  ])("%s is a finding, with its place", async (_, bad, problem) => {
    const answer = await merge(lines("", good, bad, good));
    expect(answer).toMatchObject({ merged: 2, file: { rejected: 1, findings: [{ line: 3, problem: expect.stringMatching(problem) }] } });
    expect(windowsNotes(answer)[0]).toMatch(/^1 line is no window and is left out; the first, line 3: /);
  });

  it("a digest that is none leaves the percentile open, between the windows that name it", async () => {
    const broken = window(1, { a: [30] });
    for (const digest of [
      undefined,
      "x",
      { n: 1, min: 30, max: 30, centroids: [[1e9, 1]] },
      { n: 1, min: 30, max: 30, centroids: [[30, 2]] },
    ]) {
      const [stats] = broken.engines;
      const spoilt = { ...broken, engines: [{ ...stats, latency_ms: { ...stats?.latency_ms, digest } }] };
      expect(engine(await merge(lines(good, spoilt)), "a")?.latencyMs).toMatchObject({
        n: 3,
        withoutDigest: 1,
        percentiles: [{ estimate: null, low: 15, high: 30 }, { low: 20 }, { low: null, high: null }],
      });
    }
  });

  it("an unfinished last line is passed over, a whole one counts; a long line is skipped", async () => {
    expect(await merge(lines(good) + JSON.stringify(good).slice(0, -9))).toMatchObject({ merged: 1, file: { rejected: 0 } });
    expect(await merge(lines(good) + JSON.stringify(good))).toMatchObject({ merged: 2 });
    const long = await merge(lines(good, `{"a":"${"x".repeat(17 * 1024 * 1024)}"}`, good));
    expect(long).toMatchObject({ merged: 2, file: { rejected: 1, findings: [{ problem: expect.stringMatching(/bytes/) }] } });
  });

  it("is a regular file, named through links or not", async () => {
    await expect(foreignWindows(folder(), {})).rejects.toMatchObject({ code: "refused" });
    await expect(foreignWindows(path(), {})).rejects.toMatchObject({ code: "not_found" });
    await writeFile(path(), lines(good));
    await symlink(path(), join(folder(), "link"));
    await link(path(), join(folder(), "second"));
    expect(await foreignWindows(join(folder(), "link"), {})).toMatchObject({ merged: 1, file: { name: "link" } });
  });
});

it("joins bytes that touch, and tells those in no window and in two", () => {
  const joined = joinPieces([
    { from: 0, to: 10 },
    { from: 30, to: 40 },
    { from: 10, to: 20 },
    { from: 35, to: 38 },
    { from: 36, to: 50 },
  ]);
  expect(joined).toEqual({
    pieces: [
      { from: 0, to: 20 },
      { from: 30, to: 50 },
    ],
    gapBytes: 10,
    overlapBytes: 3 + 4,
  });
});
