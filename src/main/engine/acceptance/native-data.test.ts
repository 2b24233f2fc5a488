import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { needs } from "../testing/needs.ts";
import { openTemporary, partsOf } from "../testing/open-temporary.ts";
import { nativeFiles, sharedData } from "../testing/shared-data.ts";
import type { Workspace } from "../workspace/workspace.ts";

interface TruthLatency {
  n: number;
  min?: number;
  max?: number;
  mean?: number;
  linear?: Record<string, number>;
}
interface TruthStats {
  count: number;
  success: number;
  success_rate: number;
  latency_ms_all: TruthLatency;
  latency_ms_success_only: TruthLatency;
}

needs.sharedData.describe("all of the native data", () => {
  let workspace: Workspace;
  let truth: { overall: TruthStats; engines: Record<string, TruthStats> };

  beforeAll(async () => {
    workspace = await openTemporary();
    truth = JSON.parse(await readFile(join(sharedData, "truth.json"), "utf8")).aggregate.engine_execution;
  });
  afterAll(() => workspace.close());

  async function importAll() {
    const totals = { lines: 0, accepted: 0, quarantined: 0, duplicates: 0, blank: 0 };
    const kinds = { engine_execution: 0, comparison_result: 0, training_sample: 0 };
    for (const file of await nativeFiles()) {
      const report = await workspace.importFile(file, { kind: "auto", keepDuplicates: false });
      for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += report[key];
      for (const key of Object.keys(kinds) as (keyof typeof kinds)[]) kinds[key] += report.kinds[key];
    }
    return { totals, kinds };
  }

  const sizes = () =>
    Promise.all(
      [...partsOf(workspace).journals.channels.values(), partsOf(workspace).journals.quarantine].map(
        async ({ path }) => (await stat(path)).size,
      ),
    );

  it("is accepted whole, byte for byte, and once", async () => {
    expect(await importAll()).toEqual({
      totals: { lines: 7289, accepted: 7289, quarantined: 0, duplicates: 0, blank: 0 },
      kinds: { engine_execution: 5188, comparison_result: 1740, training_sample: 361 },
    });
    const imported = (
      await Promise.all((await nativeFiles()).filter((file) => file.includes("engine_execution")).map((file) => readFile(file)))
    )
      .map(String)
      .join("");
    expect(await readFile(partsOf(workspace).journals.channels.get("events")?.path ?? "", "utf8")).toBe(imported);
    const before = await sizes();
    expect((await importAll()).totals).toEqual({ lines: 7289, accepted: 0, quarantined: 0, duplicates: 7289, blank: 0 });
    expect(await sizes()).toEqual(before);
    expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true, problems: [] });
  });

  it.each([
    [false, "latency_ms_all"],
    [true, "latency_ms_success_only"],
  ] as const)("gives the statistics of truth.json (successful only: %s)", async (successfulOnly, latencyOf) => {
    const table = await workspace.stats({ successfulOnly, percentiles: [50, 75, 90, 95, 99] });
    expect(table.engines).toHaveLength(Object.keys(truth.engines).length);
    for (const stats of [...table.engines, { engineId: null, ...table.overall }]) {
      const expected = stats.engineId === null ? truth.overall : truth.engines[stats.engineId];
      const latency = expected?.[latencyOf] as TruthLatency;
      const name = stats.engineId ?? "overall";
      expect([name, stats.count, stats.successCount, stats.successRate, stats.latencyMs.n]).toEqual([
        name,
        expected?.count,
        expected?.success,
        expected?.success_rate,
        latency.n,
      ]);
      if (latency.n === 0) continue;
      expect([name, stats.latencyMs.min, stats.latencyMs.max]).toEqual([name, latency.min, latency.max]);
      const close = [stats.latencyMs.avg, ...stats.latencyMs.percentiles];
      const wanted = [latency.mean, ...["p50", "p75", "p90", "p95", "p99"].map((percentile) => latency.linear?.[percentile])];
      close.forEach((value, i) => {
        expect(Math.abs((value ?? Number.NaN) - (wanted[i] ?? 0)), `${name} #${i}`).toBeLessThanOrEqual(1e-9 * Math.abs(wanted[i] ?? 0));
      });
    }
  });
});
