import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type ExecutionFilter, type ExecutionSort, executionSorts } from "../../../contract/index.ts";
import { listAllExecutions } from "../testing/list-all-executions.ts";
import { insertExecutions, type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { listExecutions } from "./executions.ts";

/** A text that two thirds of the executions have, line by line in a journal without gaps. Ties, and numbers that are not known. */
const lineBytes = 100;
const rows = Array.from({ length: 300 }, (_, i) => ({
  off: i * lineBytes,
  len: lineBytes - 1,
  engine_id: i % 4 === 0 ? "a" : "b",
  ts: 1000 + ((i * 7) % 60),
  latency_ms: i % 5 === 0 ? null : (i * 13) % 40,
  quality: i % 3 === 0 ? null : (i % 7) / 7,
}));
const saysIt = (off: number) => (off / lineBytes) % 3 !== 0;

let test: TestDatabase;
beforeEach(async () => {
  test = await testDatabase();
  await insertExecutions(test.db, rows);
  await write(rows.map(({ off }) => ({ off, input: saysIt(off) ? "a question" : "other" })));
});
afterEach(() => test[Symbol.asyncDispose]());

const write = (lines: readonly { off: number; input: string }[]) =>
  test.writeLines(lines.map(({ off, input }) => ({ off, line: JSON.stringify({ trace_id: `t-${off}`, input }).padEnd(lineBytes - 1) })));

const listed = (sort: ExecutionSort, filter: ExecutionFilter, limit: number) => listAllExecutions(test.executions, sort, filter, limit);

it.each(executionSorts)("%s has the pages that leaving out the other rows gives", async (sort) => {
  for (const filter of [{}, { engines: ["a"] }]) {
    const expected = (await listed(sort, filter, 1000)).found.filter(saysIt);
    for (const limit of [1, 4, 70]) {
      expect(await listed(sort, { ...filter, text: "QUESTION" }, limit)).toEqual({ found: expected, totals: [expected.length] });
    }
  }
});

/** Statements that look up every place that was listed. */
const lookUps = (statements: readonly unknown[][]) =>
  statements.map(([sql]) => String(sql)).filter((sql) => /IN \(SELECT off FROM memory\.main\.found\w+\)/.test(sql));

it("looks up only the places around the page, and none to count", async () => {
  const all = vi.spyOn(test.db, "all");
  const get = vi.spyOn(test.db, "get");
  for (const sort of executionSorts) {
    const { total } = await listExecutions(test.executions, { filter: { text: "question" }, sort, limit: 2 });
    expect(total).toBe(200);
  }
  expect(lookUps([...all.mock.calls, ...get.mock.calls])).toEqual([]);
});

it("counts rows, not lines: a line may be no record, and a row not be there yet", async () => {
  const total = async (text: string) => (await listExecutions(test.executions, { filter: { text }, sort: "newest", limit: 1 })).total;
  expect(await total("question")).toBe(200);
  // Its row comes later.
  await write([{ off: rows.length * lineBytes, input: "a question" }]);
  expect(await total("question")).toBe(200);
  await insertExecutions(test.db, [{ off: rows.length * lineBytes, len: lineBytes - 1, ts: 5 }]);
  expect(await total("question")).toBe(201);
  await test.writeLines([{ off: (rows.length + 1) * lineBytes, line: "no record, but a question".padEnd(lineBytes - 1) }]);
  expect([await total("question"), await total("other")]).toEqual([201, 100]);
});
