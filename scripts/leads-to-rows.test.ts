import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ExecutionFilter, failureCount, type WhyFinding } from "../src/contract/index.ts";
import { failures } from "../src/main/engine/comparing/failures.ts";
import { whySlow } from "../src/main/engine/comparing/why-slow.ts";
import { engineResources } from "../src/main/engine/queries/engine-resources.ts";
import { engineTable } from "../src/main/engine/queries/engine-table.ts";
import { listExecutions } from "../src/main/engine/queries/executions.ts";
import { insertExecutions, type TestDatabase, testDatabase } from "../src/main/engine/testing/test-database.ts";
import { readAddress } from "../src/renderer/state/address/address.ts";
import { allColumns } from "../src/renderer/views/engines/column-list.ts";
import { countBehind, linkToFailures, linkToFinding } from "../src/renderer/views/engines/comparing/why-links.ts";
import { drillFromCell } from "../src/renderer/views/engines/drill-cell.ts";
import { executionsAddress } from "../src/renderer/views/executions/address.ts";

/** A number that leads to Executions leads to as many rows as it says: the screen's links, read back, against the engine's counts. */

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await insertExecutions(
    test.db,
    Array.from({ length: 400 }, (_, i) => ({
      engine_id: i % 3 === 0 ? "b" : "a",
      ts: 1_764_100_000 + i * 5_003,
      success: i % 5 !== 0,
      latency_ms: i % 11 === 0 ? null : 100 + ((i * 37) % 400) * (i % 7 === 2 ? 3 : 1),
      status: [null, "stop", "length", ""][i % 4],
      cache_hit: i % 13 === 1,
      memory_mb: i % 6 === 1 ? null : 100.5 + ((i * 53) % 97),
      cpu_percent: i % 6 === 2 ? null : (i * 29) % 173,
      output_tokens: i % 8 === 0 ? null : (i * 41) % 900,
      reasoning_tokens: i % 2 === 0 ? null : i,
      tags: i % 3 === 1 ? "\u001fx\u001f" : null,
      source_file: i % 2 === 0 ? "a b.jsonl" : null,
    })),
  );
});
afterAll(() => test[Symbol.asyncDispose]());

const table = Object.fromEntries(["executions"].map((view) => [view, executionsAddress])) as Parameters<typeof readAddress>[0];
const count = async (filter: ExecutionFilter) => (await listExecutions(test.executions, { filter, sort: "arrival", limit: 1 })).total;
const countOfLink = (link: string) => count(readAddress(table, link)?.values["executions.filter"] as ExecutionFilter);
const countOfCell = (set: Record<string, unknown>) => count(set["executions.filter"] as ExecutionFilter);

describe("what leads to executions, leads to as many", () => {
  it.each([{ engine: "a" }, { includeCached: true, fromS: 1_764_200_000, toS: 1_765_900_000 }])("Why slow, %j", async (asked) => {
    const why = await whySlow(test.db, { ...asked, percentile: 60 });
    const findings = [
      ...why.numbers.map((number) => ({ factor: number.factor, number, verdict: number.verdict })),
      ...why.categories.flatMap(({ factor, values }) => values.map((category) => ({ factor, category, verdict: category.verdict }))),
    ] as WhyFinding[];
    expect(findings.map(({ factor }) => factor)).toEqual(expect.arrayContaining(["hour", "weekday", "status", "output_tokens", "tag"]));
    for (const finding of findings)
      expect(await countOfLink(linkToFinding(why, finding, asked.includeCached === true)), JSON.stringify(finding)).toBe(
        countBehind(why, finding),
      );
  });

  it("Failures, by status, without one, by engine and over time", async () => {
    const answer = await failures(test.db, { maxBuckets: 4 });
    expect(answer.statuses.map(({ status }) => status)).toEqual(expect.arrayContaining([null, "", "stop"]));
    expect(await countOfLink(linkToFailures(answer, {}))).toBe(failureCount(answer));
    for (const { status, n } of answer.statuses) expect(await countOfLink(linkToFailures(answer, { status })), String(status)).toBe(n);
    for (const { engineId, failures: n } of answer.engines) expect(await countOfLink(linkToFailures(answer, { engine: engineId }))).toBe(n);
  });

  it.each([false, true])("percentiles of Engines, of successes alone: %s", async (successfulOnly) => {
    const scope = { successfulOnly, includeCached: false };
    const { engines, percentiles } = await engineTable(test.db, scope);
    const resources = await engineResources(test.db, scope);
    const row = engines.find(({ engineId }) => engineId === "a");
    const taken = resources.engines.find(({ engineId }) => engineId === "a");
    if (row === undefined || taken === undefined) throw new Error("no engine a");
    const stats = { ...row, resources: taken };
    const columns = allColumns({ percentiles, successfulOnly, spanS: 1, percentile: 50 });
    const leads = columns.filter((column) => (column.behind?.(stats) ?? null) !== null);
    expect(leads.map(({ key }) => key)).toEqual(expect.arrayContaining(["count", "p95", "memory50", "memory99", "cpu95"]));
    const behind = (key: string) =>
      countOfCell(drillFromCell({ ...scope, engines: ["a"] }, columns.find((one) => one.key === key) ?? null, stats));
    const counted = async (column: string, least: number | null) =>
      (
        await test.db.get<{ n: number }>(
          `SELECT count(*) AS n FROM executions WHERE engine_id = 'a' AND cache_hit IS NOT TRUE AND ${column} >= ?::DOUBLE ${successfulOnly ? "AND success" : ""}`,
          [least],
        )
      )?.n;
    expect(await behind("count")).toBe(row.count);
    expect(await behind("p95")).toBe(await counted("latency_ms", row.latencyMs.percentiles[percentiles.indexOf(95)] ?? null));
    expect(await behind("memory50")).toBe(await counted("memory_mb", taken.memoryMb.p50));
    expect(await behind("memory99")).toBe(await counted("memory_mb", taken.memoryMb.p99));
    expect(await behind("cpu95")).toBe(await counted("cpu_percent", taken.cpuPercent.p95));
    expect(await behind("cpu50")).toBeGreaterThan(await behind("cpu95"));
  });
});
