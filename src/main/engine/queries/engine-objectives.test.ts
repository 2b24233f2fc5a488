import { afterAll, beforeAll, expect, it } from "vitest";
import { type Objective, objectiveFor, objectivesInWords } from "../../../contract/index.ts";
import { insertCandidates, insertExecutions, type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { engineObjectives } from "./engine-objectives.ts";

const objectives: Objective[] = [
  { engine: "*", latency_ms: 500, share: 0.5 },
  { engine: "*", success: 0.9 },
  { engine: "b", latency_ms: 900, share: 0.95 },
  { engine: "a", quality: 0.4 },
  { engine: "gone", quality: 0.4 },
];
const endS = 200_000;
const rows = Array.from({ length: 600 }, (_, i) => ({
  engine_id: ["a", "b", "c"][i % 3] as string,
  ts: endS - 1 - i * 300,
  latency_ms: i % 7 === 0 ? null : (i * 37) % 1000,
  success: i % 11 !== 0,
  cache_hit: i % 5 === 0 ? true : null,
  quality: i % 2 === 0 ? (i % 10) / 10 : null,
}));

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await insertExecutions(test.db, rows);
  await insertCandidates(test.db, [{ engine_id: "a", quality: 1 }]);
});
afterAll(() => test[Symbol.asyncDispose]());

it.each([
  { fromS: undefined, toS: undefined, hours: (599 * 300 + 1) / 3600 },
  { fromS: endS - 90_000, toS: endS - 1000, hours: 89_000 / 3600 },
])("counts as brute force does, from $fromS to $toS", async ({ fromS, toS, hours }) => {
  const scope = { ...(fromS === undefined ? {} : { fromS }), ...(toS === undefined ? {} : { toS }) };
  const report = await engineObjectives(test.db, { ...scope, objectives });
  const end = toS ?? endS;
  const inRange = rows.filter(({ ts }) => ts >= (fromS ?? 0) && ts < end);
  expect(report.engines.map(({ engineId }) => engineId).sort()).toEqual(["a", "b", "c"]);
  for (const { engineId, objectives: results, goodput } of report.engines) {
    const own = inRange.filter(({ engine_id }) => engine_id === engineId);
    const limit = objectiveFor(objectives, engineId, "latency")?.latency_ms as number;
    const timed = own.filter(({ latency_ms, cache_hit }) => latency_ms !== null && cache_hit !== true);
    const isSlow = (row: (typeof rows)[number]) => (row.latency_ms as number) > limit;
    const window = (some: typeof rows, lastS: number, isBad: (row: (typeof rows)[number]) => boolean, target: number) => {
      const recent = some.filter(({ ts }) => ts >= end - lastS);
      const bad = recent.filter(isBad).length;
      return { n: recent.length, bad, burn: recent.length === 0 ? null : bad / recent.length / (1 - target) };
    };
    for (const [measure, some, isBad] of [
      ["latency", timed, isSlow],
      ["success", own, (row: (typeof rows)[number]) => !row.success],
    ] as const) {
      const found = results.find((one) => one.measure === measure);
      const target = found?.target ?? 0;
      const bad = some.filter(isBad).length;
      expect(found).toMatchObject({
        n: some.length,
        value: expect.closeTo(1 - bad / some.length, 12),
        isGeneral: measure === "success" || engineId !== "b",
      });
      expect(found?.budget).toEqual({
        allowed: (1 - target) * some.length,
        used: bad,
        hour: window(some, 3600, isBad, target),
        day: window(some, 86_400, isBad, target),
        whole: window(some, 1e9, isBad, target),
      });
    }
    const good = timed.filter((row) => row.success && !isSlow(row)).length;
    const broken = own.filter((row) => !row.success || (timed.includes(row) && isSlow(row))).length;
    expect(goodput).toMatchObject({ good, n: good + broken, unknown: own.length - good - broken });
    expect(goodput?.perHour).toBeCloseTo(good / hours, 9);
    const scores = [...own.flatMap(({ quality }) => quality ?? []), ...(fromS === undefined ? [1] : [])];
    const quality = results.find(({ measure }) => measure === "quality");
    if (engineId !== "a") expect(quality).toBeUndefined();
    else
      expect(quality).toMatchObject({
        n: scores.length,
        value: expect.closeTo(scores.reduce((sum, one) => sum + one, 0) / scores.length, 9),
        budget: null,
      });
  }
  expect(report.absent).toEqual(["gone"]);
  const all = report.engines.flatMap((engine) => engine.objectives.map(({ verdict }) => verdict));
  for (const verdict of ["met", "unsure", "missed"] as const)
    expect(report.counts[verdict]).toBe(all.filter((one) => one === verdict).length);
  expect(objectivesInWords(report)[0]).toContain(`${report.counts.missed} `);
});

it("asks nothing without objectives, and leaves engines out that have none", async () => {
  expect((await engineObjectives(test.db, { objectives: [] })).engines).toEqual([]);
  const only = await engineObjectives(test.db, { objectives: [{ engine: "b", success: 0.5 }] });
  expect(only.engines.map(({ engineId }) => engineId)).toEqual(["b"]);
  const other = await engineObjectives(test.db, { objectives: [{ engine: "b", success: 0.5 }], engines: ["c"] });
  expect(other).toMatchObject({ defined: 1, engines: [], absent: [] });
});
