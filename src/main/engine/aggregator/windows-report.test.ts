import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { windowsNotes } from "../../../contract/index.ts";
import { freshFolder } from "../testing/fresh-folder.ts";
import { insertExecutions, testDatabase } from "../testing/test-database.ts";
import { MetricsAggregator } from "./metrics-aggregator.ts";
import { ownWindows } from "./windows-report.ts";

const folder = freshFolder("windows");

it("stand beside the exact numbers of the lines they name, and what is missing, late or not in one yet is told", async () => {
  await using test = await testDatabase();
  const path = join(folder(), "aggregated_stats.jsonl");
  const written: string[] = [];
  let nowMs = 1_000_000;
  const append = async (line: string) => void written.push(`${line}\n`);
  const aggregator = new MetricsAggregator({
    append,
    windowMinutes: 5,
    percentiles: [50, 95],
    now: () => nowMs,
    setTimer: () => () => {},
    log: () => {},
  });
  // Lines 1 000 bytes long; cached answers have a latency that is nobody's.
  const rows = Array.from({ length: 40 }, (_, i) => ({
    off: i * 1000,
    engine_id: i % 4 === 0 ? "b" : "a",
    ts: i < 10 ? 5 : 1200,
    success: i % 5 > 0,
    latency_ms: 100 + i,
    quality: i % 2 === 0 ? 0.25 : null,
    cache_hit: i === 7,
  }));
  await insertExecutions(test.db, rows);
  const facts = rows.map(({ engine_id, success, latency_ms, quality, cache_hit }) => ({
    engineId: engine_id,
    success,
    latencyMs: latency_ms,
    quality,
    cached: cache_hit,
  }));
  // Two windows that tile the first 30 lines; the second counts one line that is not there.
  aggregator.add(facts.slice(0, 20), { fromOffset: 0, toOffset: 20_000 });
  nowMs += 300_000;
  await aggregator.stop();
  aggregator.add([...facts.slice(20, 30), { engineId: "a", success: true, latencyMs: 1, quality: null }], {
    fromOffset: 20_000,
    toOffset: 30_000,
  });
  nowMs += 300_000;
  await aggregator.stop();
  await writeFile(path, written.join(""));
  const journal = { path, durableBytes: written.join("").length };

  const all = await ownWindows(journal, test.db, { percentiles: [50, 95] });
  expect(all.overall).toMatchObject({
    windows: 2,
    count: 31,
    latencyMs: { n: 30, min: 1, max: 129, cachedN: 1 },
    exact: {
      count: 30,
      successCount: 24,
      latencyMs: { n: 29, min: 100, max: 129, percentiles: [115, 127.6] },
      quality: { n: 15, mean: 0.25 },
    },
  });
  const b = all.engines.find(({ engineId }) => engineId === "b");
  expect(b).toMatchObject({ windows: 2, count: 8, exact: { count: 8, latencyMs: { n: 8, percentiles: [114, expect.closeTo(126.6, 9)] } } });
  expect(b?.latencyMs.avg).toBe(b?.exact?.latencyMs.avg);
  expect(all.events).toEqual({ gapBytes: 0, overlapBytes: 0, executions: 40, inWindows: 30, notYet: 10, recordedBefore: 10 });
  expect(windowsNotes(all)).toEqual([
    "1 execution that the windows count is not in events.jsonl: lines were changed or taken out, or the file is another workspace's.",
    "10 executions carry a time before the first window, as imported and late lines do: a time range in the table counts them elsewhere.",
    "10 executions are not in a window yet: the open one is written when it closes.",
  ]);

  const second = await ownWindows(journal, test.db, { percentiles: [50], fromS: 1300 });
  expect(second.overall).toMatchObject({ windows: 1, count: 11, exact: { count: 10, latencyMs: { percentiles: [124.5] } } });
  const none = await ownWindows({ path: join(folder(), "none.jsonl"), durableBytes: 0 }, test.db, {});
  expect(none).toMatchObject({
    merged: 0,
    file: { name: "none.jsonl", windows: 0 },
    overall: { count: 0, exact: { count: 0 } },
    events: { notYet: 40 },
  });
});
