import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failureCount, failuresHeadline, whyFindings, whyInWords, whyUndifferent } from "../../../contract/index.ts";
import { newcombe } from "../statistics/newcombe.ts";
import { seededRandom } from "../statistics/random.ts";
import { superiority } from "../statistics/superiority.ts";
import { wilson } from "../statistics/wilson.ts";
import { type ExecutionValues, insertExecutions, type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { failures } from "./failures.ts";
import { whySlow } from "./why-slow.ts";

const random = seededRandom(11);
const count = 2_000;

/** Slow where the output is long, and where the status is "length"; the input has nothing to do with it. */
const rows = Array.from({ length: count }, (_, i) => {
  const output = Math.floor(50 + 1_000 * random() ** 3);
  const isCut = random() < 0.06;
  const status = isCut ? "length" : i % 40 === 2 ? "timeout" : i % 50 === 1 ? null : "stop";
  return {
    engine_id: i % 4 === 0 ? "other" : "gpt-x",
    ts: 1_764_100_000 + i * 60,
    success: status !== "timeout" && status !== null,
    latency_ms: i % 100 === 3 ? null : Math.round(200 + 3 * output * (0.8 + 0.4 * random()) + (isCut ? 2_500 : 0)),
    status,
    output_tokens: i % 9 === 0 ? null : output,
    input_tokens: Math.floor(400 * random()),
    tags: i % 3 === 0 ? "\u001fa\u001fb\u001f" : null,
    cache_hit: i % 25 === 7,
    len: 300 + 4 * output,
  } satisfies ExecutionValues;
});

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await insertExecutions(test.db, rows);
});
afterAll(() => test[Symbol.asyncDispose]());

const median = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
};

describe("the slow against the others", () => {
  it("have the numbers of a count by hand", async () => {
    const why = await whySlow(test.db, { engine: "gpt-x", percentile: 90 });
    const counted = rows.filter((row) => row.engine_id === "gpt-x" && row.latency_ms !== null && !row.cache_hit);
    const latencies = counted.map((row) => row.latency_ms ?? 0).sort((a, b) => a - b);
    const at = (latencies.length - 1) * 0.9;
    const threshold = (latencies[Math.floor(at)] ?? 0) * (1 - (at % 1)) + (latencies[Math.ceil(at)] ?? 0) * (at % 1);
    expect(why.thresholdMs).toBeCloseTo(threshold, 9);
    const isSlow = (row: (typeof rows)[number]) => (row.latency_ms ?? 0) >= threshold;
    const [tail, rest] = [counted.filter(isSlow), counted.filter((row) => !isSlow(row))];
    expect([why.tailN, why.restN]).toEqual([tail.length, rest.length]);
    for (const [factor, column] of [
      ["output_tokens", "output_tokens"],
      ["input_tokens", "input_tokens"],
      ["line_bytes", "len"],
    ] as const) {
      const [a, b] = [tail, rest].map((some) => some.flatMap((row) => row[column] ?? [])) as [number[], number[]];
      const score = (x: number, y: number) => (x > y ? 1 : x === y ? 0.5 : 0);
      const share = (x: number, others: readonly number[]) => others.reduce((sum, y) => sum + score(x, y), 0) / others.length;
      const places = [a.map((x) => share(x, b)), b.map((y) => 1 - share(y, a))] as const;
      const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
      const variance = (values: readonly number[]) => values.reduce((sum, one) => sum + (one - mean(values)) ** 2, 0) / (values.length - 1);
      const by = superiority(
        { m: a.length, n: b.length, share: mean(places[0]), variances: [variance(places[0]), variance(places[1])] },
        0.05,
      );
      const found = why.numbers.find((one) => one.factor === factor);
      expect(found?.n).toEqual({ tail: a.length, rest: b.length });
      expect(found?.medians).toEqual({ tail: median(a), rest: median(b) });
      expect(found?.superiority.value).toBeCloseTo(mean(places[0]), 12);
      expect(found?.superiority.low).toBeCloseTo((by.low ?? 0) + 0.5, 9);
      expect(found?.superiority.high).toBeCloseTo((by.high ?? 0) + 0.5, 9);
    }
    const statuses = why.categories.find(({ factor }) => factor === "status");
    for (const value of ["length", "stop", "timeout"]) {
      const hits = (some: typeof rows) => some.filter(({ status }) => status === value).length;
      const found = statuses?.values.find((one) => one.value === value);
      const difference = newcombe({ hits: hits(rest), n: rest.length }, { hits: hits(tail), n: tail.length }, 0.05);
      expect(found?.n).toEqual({ tail: hits(tail), rest: hits(rest) });
      expect(found?.difference).toEqual(difference);
    }
    const hours = why.categories.find(({ factor }) => factor === "hour")?.values ?? [];
    const atSeven = (some: typeof rows) => some.filter(({ ts }) => new Date(ts * 1000).getUTCHours() === 7).length;
    expect(hours.find(({ value }) => value === "07")?.n).toEqual({ tail: atSeven(tail), rest: atSeven(rest) });
    const onDay = (some: typeof rows, day: number) => some.filter(({ ts }) => new Date(ts * 1000).getUTCDay() === day).length;
    const days = why.categories.find(({ factor }) => factor === "weekday")?.values ?? [];
    for (const { value, n } of days) {
      const day = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"].indexOf(value);
      expect(n, value).toEqual({ tail: onDay(tail, day), rest: onDay(rest, day) });
    }
    const tagged = (some: typeof rows) => some.filter(({ tags }) => tags !== null).length;
    expect(why.categories.find(({ factor }) => factor === "tag")?.values.map(({ value, n }) => [value, n])).toEqual(
      ["a", "b"].map((tag) => [tag, { tail: tagged(tail), rest: tagged(rest) }]),
    );
    expect(why.looks).toBe(why.numbers.length + why.categories.reduce((sum, { values }) => sum + values.length, 0));
  });

  it("say what was made so, and nothing else", async () => {
    const why = await whySlow(test.db, { engine: "gpt-x" });
    expect(whyInWords(why)[0]).toMatch(
      /^The slowest 5% of gpt-x \(\d\.\d\d s or more, n = \d+\) go with longer outputs \(median .* tokens against .* tokens; larger in \d+\.\d% of pairs, [\d.]+ to [\d.]+%\)/,
    );
    expect(whyInWords(why)[0]).toMatch(/status "length" \([\d.]+% against [\d.]+%; [\d.]+ to [\d.]+ points more\)/);
    const claimed = whyFindings(why).filter(({ verdict }) => verdict === "more" || verdict === "less");
    expect(new Set(claimed.map(({ factor }) => factor))).toEqual(new Set(["output_tokens", "line_bytes", "status"]));
    expect(whyUndifferent(why)).toContain("input_tokens");
    expect(why.absent).toEqual(["reasoning_tokens", "cached_input_tokens", "ttft_ms", "source_file", "source_dialect"]);
    expect(whyInWords(why).join(" ")).not.toContain("because");
  });

  it("may be all engines, cached answers too, and from a latency on", async () => {
    const why = await whySlow(test.db, { overMs: 3000, includeCached: true });
    expect(why.tailN).toBe(rows.filter(({ latency_ms }) => (latency_ms ?? 0) >= 3000).length);
    expect(why.categories.map(({ factor }) => factor)).toEqual(expect.arrayContaining(["engine", "cached"]));
    const cached = why.categories.find(({ factor }) => factor === "cached")?.values[0];
    expect((cached?.n.tail ?? 0) + (cached?.n.rest ?? 0)).toBe(rows.filter((row) => row.cache_hit && row.latency_ms !== null).length);
  });

  it("of few or none claim nothing", async () => {
    const few = await whySlow(test.db, { toS: 1_764_100_000 + 40 * 60 });
    expect(whyFindings(few)).toEqual([]);
    expect(whyInWords(few)).toEqual([expect.stringContaining("too few to compare")]);
    expect(whyInWords(await whySlow(test.db, { toS: 5 }))).toEqual([expect.stringContaining("No latency is known")]);
    const all = await whySlow(test.db, { overMs: 0 });
    expect([all.restN, all.looks]).toEqual([0, 0]);
  });

  it("stop when nobody waits", async () => {
    await expect(whySlow(test.db, {}, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
  });
});

it("failures are counted by status, engine and time", async () => {
  const answer = await failures(test.db, { maxBuckets: 10 });
  const failed = rows.filter(({ success }) => !success);
  expect(failureCount(answer)).toBe(failed.length);
  expect(answer.failed).toEqual(wilson(failed.length, count));
  for (const { status, n, firstS, lastS, engines, engineCount } of answer.statuses) {
    const some = failed.filter((row) => row.status === status);
    expect([n, firstS, lastS]).toEqual([some.length, some[0]?.ts, some.at(-1)?.ts]);
    expect(engineCount).toBe(new Set(some.map(({ engine_id }) => engine_id)).size);
    for (const { engineId, n: ofEngine } of engines) expect(some.filter(({ engine_id }) => engine_id === engineId)).toHaveLength(ofEngine);
  }
  expect(answer.statuses.map(({ status }) => status)).toEqual(["timeout", null]);
  expect(answer.buckets.length).toBeGreaterThan(4);
  for (const { startS, failures: n, success } of answer.buckets) {
    const some = rows.filter(({ ts }) => ts >= startS && ts < startS + answer.bucketSeconds);
    const bad = some.filter((row) => !row.success).length;
    expect([n, success]).toEqual([bad, wilson(some.length - bad, some.length)]);
  }
  expect(failuresHeadline(answer)).toMatch(
    /^\d+ of 2,000 executions of all engines failed \([\d.]+%, [\d.]+ to [\d.]+%\): "timeout" \d+ \(/,
  );
  const none = await failures(test.db, { engine: "nobody" });
  expect([none.count, failuresHeadline(none)]).toEqual([0, "No execution of nobody."]);
});
