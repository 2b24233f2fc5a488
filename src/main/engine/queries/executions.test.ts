import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ExecutionFilter, ExecutionPage, Input } from "../../../contract/index.ts";
import { insertExecutions, type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { listExecutions } from "./executions.ts";
import { headAround } from "./head-around.ts";
import { QueryCache } from "./query-cache.ts";
import { findExecution } from "./raw-execution.ts";

type Sort = Input<"executions.list">["sort"];
let test: TestDatabase;

/** Behind the first range that a list in the order of arrival looks at. */
const far = 100_000_000;

beforeEach(async () => {
  test = await testDatabase();
  await insertExecutions(test.db, [
    {
      off: 0,
      engine_id: "a",
      ts: 30,
      latency_ms: 5,
      success: true,
      cost_usd: 0.5,
      output_tokens: 7,
      cache_hit: true,
      tags: "\u001fprod\u001fa b\u001f",
    },
    { off: 1000, engine_id: "b", ts: 10, latency_ms: null, success: true, cost_usd: 2, output_tokens: 1, cache_hit: false },
    { off: 2000, engine_id: "a", ts: 30, latency_ms: 7.25, success: false },
    { off: 3000, engine_id: "__proto__", ts: 20, latency_ms: 5, success: true, cost_usd: 0.5, tags: "\u001fproduct\u001f" },
    { off: 4000, engine_id: "b", ts: 40, latency_ms: null, success: true },
    // Kept although invalid, with nothing in it; and far away in the journal.
    { off: far },
  ]);
  const line = (off: number, record: object) => ({ off, line: JSON.stringify(record).padEnd(999) });
  await test.writeLines([
    line(0, { trace_id: "t-0", input: "Grüße, 100% ÄRGER", output: "x".repeat(500) }),
    line(1000, { trace_id: "t-1", input: "under_score", output: "", status: "Error 429" }),
    line(2000, { trace_id: "t-2", input: "", output: "", task_id: "TASK-7" }),
    line(3000, { trace_id: "Trace-X", input: "", output: "" }),
    line(4000, { trace_id: "t-4", input: "", output: "" }),
    line(far, { input: null }),
  ]);
});
afterEach(() => test[Symbol.asyncDispose]());

async function offsets(sort: Sort, filter: ExecutionFilter, limit: number): Promise<number[]> {
  const found: number[] = [];
  let cursor: string | undefined;
  do {
    const page: ExecutionPage = await listExecutions(test.executions, { filter, sort, limit, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    found.push(...page.rows.map(({ offset }) => offset));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

describe("listExecutions", () => {
  it.each<[Sort, number[]]>([
    ["newest", [4000, 2000, 0, 3000, 1000, far]],
    ["oldest", [1000, 3000, 0, 2000, 4000, far]],
    ["slowest", [2000, 0, 3000, 1000, 4000, far]],
    ["fastest", [0, 3000, 2000, 1000, 4000, far]],
    ["costliest", [1000, 0, 3000, 2000, 4000, far]],
    ["most_tokens", [0, 1000, 2000, 3000, 4000, far]],
    ["arrival", [0, 1000, 2000, 3000, 4000, far]],
  ])("%s, the same for every page size, unknown keys last", async (sort, expected) => {
    for (const limit of [1, 2, 3, 4, 5, 6, 7]) expect(await offsets(sort, {}, limit)).toEqual(expected);
  });

  it("says what an answer took and its tags, where they are known", async () => {
    const { rows } = await listExecutions(test.executions, { filter: {}, sort: "arrival", limit: 3 });
    const unknown = { inputTokens: null, cachedInputTokens: null, reasoningTokens: null, ttftMs: null };
    expect(rows[0]).toMatchObject({ usage: { ...unknown, outputTokens: 7, costUsd: 0.5, cached: true }, tags: ["prod", "a b"] });
    expect(rows[1]?.usage).toEqual({ ...unknown, outputTokens: 1, costUsd: 2, cached: false });
    expect(rows[2]).not.toHaveProperty("usage");
    expect(rows[2]).not.toHaveProperty("tags");
  });

  it.each<[ExecutionFilter, number[]]>([
    [{ cached: true }, [0]],
    [{ cached: false }, [1000, 2000, 3000, 4000, far]],
    [{ minCostUsd: 0.5 }, [0, 1000, 3000]],
    [{ minCostUsd: 0.6 }, [1000]],
    [{ tag: "prod" }, [0]],
    [{ tag: "a b" }, [0]],
    [{ tag: "a" }, []],
    [{ engines: ["a", "__proto__"] }, [0, 2000, 3000]],
    [{ engines: [] }, [0, 1000, 2000, 3000, 4000, far]],
    [{ success: false }, [2000]],
    [{ fromS: 20, toS: 40 }, [0, 2000, 3000]],
    [{ minLatencyMs: 5, maxLatencyMs: 5 }, [0, 3000]],
    [{ minLatencyMs: 6 }, [2000]],
    [{ text: "ärger" }, [0]],
    [{ text: "0% Ä" }, [0]],
    [{ text: "%" }, [0]],
    [{ text: "_" }, [1000]],
    [{ text: "ERROR 4" }, [1000]],
    [{ text: "task-7" }, [2000]],
    [{ text: "trace-x" }, [3000]],
    [{ text: "XXXX" }, [0]],
    [{ text: "' OR 1=1 --" }, []],
    [{ text: "", engines: ["b"] }, [1000, 4000]],
  ])("filters %j", async (filter, expected) => {
    for (const sort of ["arrival", "slowest", "newest"] as const) {
      expect((await offsets(sort, filter, 2)).sort((x, y) => x - y)).toEqual(expected);
      expect((await listExecutions(test.executions, { filter, sort, limit: 1 })).total).toBe(expected.length);
    }
  });

  it("returns heads, and an empty row for a line that lacks everything", async () => {
    const { rows } = await listExecutions(test.executions, { filter: {}, sort: "arrival", limit: 10 });
    expect(rows[0]).toMatchObject({ offset: 0, engineId: "a", timestampS: 30, success: true, latencyMs: 5, taskId: null });
    expect(rows[0]?.outputHead).toBe("x".repeat(200));
    expect(rows[5]).toEqual({
      offset: far,
      sizeBytes: 999,
      traceId: "",
      taskId: null,
      engineId: "",
      timestampS: 0,
      success: false,
      latencyMs: null,
      quality: null,
      status: null,
      inputHead: "",
      outputHead: "",
    });
  });

  it("shows what was searched for where it stands, when that is not at the beginning", async () => {
    const output = `${"é".repeat(300)} the Nädle and more`;
    expect([headAround("x".repeat(30), "X".repeat(30)), headAround(`a ${"b".repeat(20)} c`, "c")]).toEqual([
      "x".repeat(30),
      `a ${"b".repeat(20)} c`,
    ]);
    await test.writeLines([{ off: 4000, line: JSON.stringify({ trace_id: "t-4", input: "a na\u0308dle", output }).padEnd(960) }]);
    const { rows } = await listExecutions(test.executions, { filter: { text: "na\u0308DLE" }, sort: "arrival", limit: 5 });
    expect(rows).toMatchObject([{ offset: 4000, inputHead: "a na\u0308dle", outputHead: "…ééé the Nädle and more" }]);
  });

  it("and in the conversation, where it is there alone", async () => {
    const messages = [
      { role: "system", content: `${"s".repeat(300)} a hidden word` },
      { role: "user", content: "hi" },
    ];
    await test.writeLines([{ off: 4000, line: JSON.stringify({ trace_id: "t-4", input: "hi", output: "ho", messages }).padEnd(960) }]);
    const { rows } = await listExecutions(test.executions, { filter: { text: "HIDDEN" }, sort: "arrival", limit: 5 });
    expect(rows).toMatchObject([{ offset: 4000, inputHead: "…sssss a hidden word", outputHead: "ho" }]);
  });

  it("refuses an invalid cursor, and one of another sort", async () => {
    const page = await listExecutions(test.executions, { filter: {}, sort: "slowest", limit: 1 });
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const cursor of [
      page.nextCursor ?? "",
      "%%%",
      forged(7),
      forged(["executions newest", "x", 1]),
      forged(["executions newest", 1, -1]),
    ]) {
      await expect(listExecutions(test.executions, { filter: {}, sort: "newest", limit: 1, cursor })).rejects.toMatchObject({
        code: "invalid_argument",
        where: "cursor",
      });
    }
  });

  it("continues after the last row while newer ones arrive", async () => {
    const first = await listExecutions(test.executions, { filter: {}, sort: "newest", limit: 2 });
    await insertExecutions(test.db, [{ off: far + 1, engine_id: "a", ts: 50, success: true }]);
    const second = await listExecutions(test.executions, { filter: {}, sort: "newest", limit: 2, cursor: first.nextCursor ?? "" });
    expect(second.rows.map(({ offset }) => offset)).toEqual([0, 3000]);
  });

  it("counts once while the revision stays the same", async () => {
    const cache = new QueryCache();
    const page = (revision: number) =>
      listExecutions(test.executions, { filter: {}, sort: "arrival", limit: 1 }, undefined, { cache, revision });
    expect((await page(1)).total).toBe(6);
    await insertExecutions(test.db, [{ off: far + 1, engine_id: "a", ts: 50, success: true }]);
    expect((await page(1)).total).toBe(6);
    expect((await page(2)).total).toBe(7);
  });

  it("continues after a latency that no valid record has", async () => {
    await insertExecutions(test.db, [{ off: far + 1000, engine_id: "a", ts: 1, latency_ms: 1e308 }]);
    await test.writeLines([{ off: far + 1000, line: "{}".padEnd(999) }]);
    expect((await offsets("slowest", {}, 1)).slice(0, 2)).toEqual([far + 1000, 2000]);
  });

  it("can be cancelled", async () => {
    const signal = AbortSignal.abort();
    await expect(listExecutions(test.executions, { filter: {}, sort: "newest", limit: 1 }, signal)).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

it("finds an execution by its offset", async () => {
  expect(await findExecution(test.db, far)).toEqual({ off: far, len: 999 });
  expect(await findExecution(test.db, 1)).toBeUndefined();
});
