import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { silentLog } from "../base/log.ts";
import { openReader } from "../reader/open-reader.ts";
import { importWorkerUrl, openTemporary, partsOf, temporaryFolder } from "../testing/open-temporary.ts";

const executions = 200_000;
const line = (i: number) =>
  `{"schema_version":1,"trace_id":"t${i}","task_id":"t","engine_id":"e${i % 2}","timestamp":${1_700_000_000 + i},"input":"a","output":"b","metrics":{"latency_ms":${i % 100},"success":true}}\n`;

it("what was asked about engines is answered from the index at the next start, until the executions change", async () => {
  const path = await temporaryFolder();
  const file = join(path, "many.jsonl");
  await writeFile(file, Array.from({ length: executions }, (_, i) => line(i)).join(""));
  const scope = { successfulOnly: false, percentiles: [50] };
  const first = await openTemporary({ path });
  await first.importFile(file, { kind: "auto", keepDuplicates: false });
  const answer = await first.stats(scope);
  expect(answer.overall.count).toBe(executions);
  const lines = { ...scope, engines: ["e0"], maxBuckets: 12 };
  const series = await first.queries.series(lines);
  await first.close();

  // A mark in what is kept shows who reads it.
  const second = await openTemporary({ path });
  await partsOf(second).index.db.write((run) =>
    run("UPDATE meta SET value = replace(value, '\"count\":100000', '\"count\":777') WHERE key LIKE 'answer engines.table %'"),
  );
  const counts = ({ engines }: typeof answer) => engines.map(({ count }) => count);
  expect(counts(await second.stats({ percentiles: [50], successfulOnly: false }))).toEqual([777, 777]);
  expect(counts(await second.stats({ ...scope, successfulOnly: true }))).toEqual([100_000, 100_000]);
  // Kept lines read nothing, so what other lines need is read ahead, once.
  const asked = vi.spyOn(partsOf(second).index.db, "all");
  const ahead = () => asked.mock.calls.filter(([sql]) => sql.includes("strlen(engine_id)"));
  expect(ahead()).toEqual([]);
  expect(await second.queries.series(lines)).toEqual(series);
  await vi.waitFor(() => expect(ahead()).toHaveLength(1));
  await second.queries.series({ ...lines, maxBuckets: 24 });
  expect(ahead()).toHaveLength(1);
  await second.close();

  const reader = await openReader({ path, importWorkerUrl, log: silentLog });
  expect(counts(await reader.stats(scope))).toEqual([777, 777]);
  await reader.close();

  const third = await openTemporary({ path });
  await third.collector.collectEngineExecution(line(executions).trim());
  await third.collector.flush();
  expect(counts(await third.stats(scope))).toEqual([100_001, 100_000]);
  await third.close();

  const fourth = await openTemporary({ path });
  expect(await fourth.stats(scope)).toMatchObject({ overall: { count: executions + 1, latencyMs: { n: executions + 1 } } });
  await fourth.close();
  await rm(path, { recursive: true });
});
