import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  comparedPercentiles,
  comparisonInWords,
  comparisonToSend,
  type EngineComparison,
  type ShownDifference,
} from "../../../contract/index.ts";
import { LogState } from "../curation/state/log-state.ts";
import { mcnemar } from "../statistics/mcnemar.ts";
import { newcombe } from "../statistics/newcombe.ts";
import { passAtK } from "../statistics/pass-at-k.ts";
import { welch } from "../statistics/welch.ts";
import { costUsd, runs, toLine } from "../testing/compared-runs.ts";
import { importWorkerUrl } from "../testing/open-temporary.ts";
import { insertExecutions, type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { createReadingJobs } from "../workspace/reading-jobs.ts";
import { Comparing } from "./comparing.ts";

const rows = runs();
let folder: string;
let test: TestDatabase;
let pool: WorkerPool;
let comparing: Comparing;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-comparing-"));
  test = await testDatabase();
  pool = new WorkerPool(importWorkerUrl, createReadingJobs(new SchemaValidator()));
  const path = join(folder, "events.jsonl");
  const lines = rows.map(toLine);
  await writeFile(path, `${lines.join("\n")}\n`);
  let off = 0;
  await insertExecutions(
    test.db,
    rows.map(({ engine, ts, success, latency, quality, cached }, i) => {
      const at = off;
      off += Buffer.byteLength(lines[i] as string) + 1;
      return {
        off: at,
        engine_id: engine,
        ts,
        success,
        latency_ms: latency,
        quality,
        cache_hit: cached,
        cost_usd: costUsd({ engine, ts }),
      };
    }),
  );
  comparing = new Comparing({ db: test.db, pool, journal: { path, durableBytes: off }, decisions: { state: new LogState() } });
});
afterAll(async () => {
  await pool.close();
  await test[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const compare = (a: string, b: string, more: { successfulOnly?: boolean; includeCached?: boolean } = {}) =>
  comparing.compare({ a: { engine: a }, b: { engine: b }, successfulOnly: false, ...more });

/** Every difference of an answer. */
const differences = ({ latency, success, quality, costUsd, paired }: EngineComparison): ShownDifference[] => [
  ...latency.map(({ difference }) => difference),
  success,
  quality,
  costUsd,
  ...(paired === null
    ? []
    : [paired.success.difference, paired.latency.mean, paired.latency.median, paired.latency.p95, paired.quality.mean]),
];

const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

describe("two engines", () => {
  it("have the numbers of a count by hand", async () => {
    const answer = await compare("fast", "slow");
    const of = (engine: string) => rows.filter((row) => row.engine === engine);
    const latencies = (engine: string) =>
      of(engine)
        .flatMap(({ latency, cached }) => (latency === null || cached ? [] : [latency]))
        .sort((one, other) => one - other);
    for (const [side, engine] of [
      ["a", "fast"],
      ["b", "slow"],
    ] as const) {
      const sorted = latencies(engine);
      expect(answer[side]).toMatchObject({ count: of(engine).length, latencyN: sorted.length, success: { n: of(engine).length } });
      expect(answer[side].cachedN).toBe(of(engine).filter(({ cached, latency }) => cached && latency !== null).length);
      const scores = of(engine).flatMap(({ quality }) => quality ?? []);
      expect(answer[side].quality.n).toBe(scores.length);
      expect(answer[side].quality.mean).toBeCloseTo(mean(scores), 6);
      const costs = of(engine).map((row) => costUsd(row) ?? Number.NaN);
      expect(answer[side].costUsd.n).toBe(costs.length);
      expect(answer[side].costUsd.mean).toBeCloseTo(mean(costs), 12);
      for (const { percentile, [side]: value } of answer.latency) {
        const position = (sorted.length - 1) * (percentile / 100);
        const [low, high] = [sorted[Math.floor(position)] as number, sorted[Math.ceil(position)] as number];
        expect(value).toBeCloseTo(low + (high - low) * (position % 1), 9);
      }
    }
    const moments = (engine: string) => {
      const costs = of(engine).map((row) => costUsd(row) ?? Number.NaN);
      const middle = mean(costs);
      return {
        n: costs.length,
        mean: middle,
        variance: mean(costs.map((one) => (one - middle) ** 2)) * (costs.length / (costs.length - 1)),
      };
    };
    const cost = welch(moments("fast"), moments("slow"), 0.05);
    expect(answer.costUsd.low).toBeCloseTo(cost.low as number, 10);
    expect(answer.costUsd.high).toBeCloseTo(cost.high as number, 10);
    expect(answer.costUsd.verdict).toBe("less");
    const hits = (engine: string) => ({ hits: of(engine).filter(({ success }) => success).length, n: of(engine).length });
    expect(answer.success).toMatchObject(newcombe(hits("fast"), hits("slow"), 0.05));
    expect(answer.success.verdict).toBe("less");
    expect(answer.latency.map(({ percentile }) => percentile)).toEqual([...comparedPercentiles]);
    expect(answer.latency[4]?.difference.verdict).toBe("more");
    // Of so few values p99 has no end.
    expect(answer.latency.at(-1)?.difference.verdict).not.toBe("none");
    expect(answer.looks).toBe(differences(answer).filter(({ low, high }) => low !== null || high !== null).length);
  });

  it("are paired by task, with the counts and means of a count by hand", async () => {
    const { paired } = await compare("fast", "slow");
    const tasks = [...new Set(rows.flatMap(({ engine, task }) => (engine === "fast" && task !== null ? [task] : [])))];
    const of = (engine: string, task: string) => rows.filter((row) => row.engine === engine && row.task === task);
    const share = (engine: string, task: string) => mean(of(engine, task).map(({ success }) => Number(success)));
    const latency = (engine: string, task: string) => {
      const known = of(engine, task).flatMap(({ latency, cached }) => (latency === null || cached ? [] : [latency]));
      return known.length === 0 ? null : mean(known);
    };
    const cell = (one: number, other: number) =>
      tasks.filter((task) => share("fast", task) === one && share("slow", task) === other).length;
    expect(paired).toMatchObject({ by: "task_id", tasks: 400, usedTasks: 400, repeated: { a: 40, b: 40 } });
    expect(paired?.success).toMatchObject({ bothRight: cell(1, 1), onlyA: cell(1, 0), onlyB: cell(0, 1), bothWrong: cell(0, 0) });
    expect(paired?.success.p).toBe(mcnemar({ onlyA: cell(1, 0), onlyB: cell(0, 1) }).midP);
    expect(paired?.success.difference.value).toBeCloseTo(mean(tasks.map((task) => share("slow", task) - share("fast", task))), 9);
    const deltas = tasks.flatMap((task) => {
      const [one, other] = [latency("fast", task), latency("slow", task)];
      return one === null || other === null ? [] : [other - one];
    });
    expect(paired?.latency.tasks).toBe(deltas.length);
    expect(paired?.latency.mean.value).toBeCloseTo(mean(deltas), 6);
    // Paired by task, what the tasks have in common is no noise.
    expect(paired?.latency.median.verdict).toBe("more");
    const tallies = tasks.map((task) => ({
      n: of("slow", task).length,
      right: of("slow", task).filter(({ success }) => success).length,
      tasks: 1,
    }));
    expect(paired?.passAtK.map(({ k }) => k)).toEqual([1, 2, 3]);
    const [first, , third] = paired?.passAtK ?? [];
    expect(first?.b.share).toBeCloseTo(passAtK(tallies, 1).share as number, 12);
    expect(third?.b).toEqual(passAtK(tallies, 3));
    expect(third?.b.n).toBe(40);
  });

  it("are paired by input where no task is shared, and not at all where nothing is", async () => {
    expect((await compare("fast", "other")).paired).toMatchObject({ by: "input", tasks: 60 });
    const alone = await compare("fast", "alone");
    expect(alone.paired).toBeNull();
    expect(comparisonInWords(alone)[0]).toContain("no task is shared");
    expect(alone.costUsd).toEqual({ value: null, low: null, high: null, verdict: "unknown" });
    expect(comparisonInWords(alone)[0]).not.toContain("cost");
  });

  it("say what would be sent to a colleague", async () => {
    const comparison = await compare("fast", "slow");
    const [headline, paired, looks] = comparisonInWords(comparison);
    expect(headline).toMatch(
      /^slow is slower than fast at p50 by [\d.]+ ms \([\d.]+ to \d+ ms\).*; succeeds less often by [\d.]+ points \(.*; costs less per answer by \$0\.0109 \(\$0\.0107 to \$0\.011\); 400 shared tasks\.$/,
    );
    expect(paired).toMatch(
      /^On 400 tasks that both answered \(equal task_id\): slower at the median by .* McNemar p < 0\.001 \(mid-p\); \d+ tasks with mixed/,
    );
    expect(looks).toMatch(/^19 intervals of 95%/);
    // With what it is from, and without what does not alter it; a caveat that does is sent, too.
    expect(comparisonToSend(comparison)).toEqual([
      headline,
      expect.stringMatching(/^From [\d,]+ executions of fast and [\d,]+ of slow\.$/),
      paired,
    ]);
    const { a, b } = comparison;
    expect(comparisonToSend({ ...comparison, a: { ...a, firstS: 0, lastS: 10 }, b: { ...b, firstS: 20 }, paired: null })[2]).toMatch(
      /a difference may come from the time, not from the engine/,
    );
  });

  it("turn with their sides, in every difference", async () => {
    const [forth, back] = [differences(await compare("fast", "slow")), differences(await compare("slow", "fast"))];
    const turned = { more: "less", less: "more", perhaps: "perhaps", none: "none", unknown: "unknown" };
    for (const [i, { value, low, high, verdict }] of forth.entries()) {
      expect(back[i]?.verdict).toBe(turned[verdict]);
      for (const [one, other] of [
        [value, back[i]?.value],
        [low, back[i]?.high],
        [high, back[i]?.low],
      ] as const) {
        if (one === null) expect(other).toBeNull();
        else expect(other).toBeCloseTo(-one, 6);
      }
    }
  });

  it("never differ from themselves, whatever is counted", async () => {
    for (const more of [{}, { successfulOnly: true, includeCached: true }])
      for (const engine of ["fast", "alone"]) {
        const answer = await compare(engine, engine, more);
        expect(differences(answer).every(({ value, verdict }) => !value && (verdict === "none" || verdict === "unknown"))).toBe(true);
        expect(comparisonInWords(answer).join(" ")).not.toMatch(/slower|faster|more often|less often|higher|lower/);
      }
  });

  it("say where two engines ran at different times, and where both sides are the same", async () => {
    const says = async (...sides: [string, string]) => comparisonInWords(await compare(...sides))[1];
    const apart =
      "fast ran until 1970-01-01 00:23 UTC, other from 1970-01-01 01:23 UTC on: a difference may come from the time, not from the engine.";
    expect([await says("fast", "other"), await says("other", "fast")]).toEqual([apart, apart]);
    expect(await says("fast", "fast")).toBe("A and B are the same executions: nothing can differ. Choose another engine, or another time.");
    expect(await says("fast", "slow")).toMatch(/^On 400 tasks/);
  });

  it("are one engine in two periods, too; an empty one says so", async () => {
    const halves = await comparing.compare({ a: { engine: "fast", toS: 1200 }, b: { engine: "fast", fromS: 1200 }, successfulOnly: false });
    expect([halves.a.count, halves.b.count]).toEqual([240, 240]);
    expect(halves.paired).toBeNull();
    expect(comparisonInWords(halves)[0]).toMatch(
      /^fast since 1970-01-01 00:20 UTC is perhaps faster than fast before 1970-01-01 00:20 UTC at p95 by .*; no difference seen at p50; too few values to say at p99;/,
    );
    const empty = await comparing.compare({ a: { engine: "fast" }, b: { engine: "fast", fromS: 9_000_000 }, successfulOnly: false });
    expect(comparisonInWords(empty)[0]).toBe("fast since 1970-04-15 04:00 UTC has no executions here: nothing to compare.");
    await expect(compare("fast", "nobody")).rejects.toMatchObject({ code: "not_found" });
  });

  it("are paired as before once everything was forgotten: the tasks are read again", async () => {
    const { paired } = await compare("fast", "slow");
    const asked = compare("alone", "other");
    await comparing.forget();
    await asked;
    expect((await compare("fast", "slow")).paired).toEqual(paired);
  });
});
