import { afterAll, beforeAll, expect, it } from "vitest";
import { type ExecutionFilter, type ExecutionSort, executionSorts } from "../../../contract/index.ts";
import { listAllExecutions } from "../testing/list-all-executions.ts";
import { insertCandidates, insertComparisons, insertExecutions, type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { executionComparisons } from "./execution-comparisons.ts";
import { executionFacets } from "./execution-facets.ts";

/** One database for all of it, whose rows have ties and unknown numbers in every column. */
let test: TestDatabase;

/** A number from 0 below `n`, the same at every run. */
let state = 7;
const next = (n: number) => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return Math.floor((state / 2147483648) * n);
};
const maybe = <T>(value: T): T | null => (next(4) === 0 ? null : value);
const rows = Array.from({ length: 120 }, (_, i) => ({
  off: i * 1000,
  len: 100 + next(6),
  engine_id: ["a", "b", "c"][next(3)] as string,
  ts: 1000 + next(8) * 40_000,
  success: next(3) > 0,
  latency_ms: maybe(next(6) * 1.5),
  quality: maybe(next(5) / 4),
  status: maybe(["ok", "error 429", "", "time-out"][next(4)] as string),
  cache_hit: maybe(next(2) === 0),
  input_tokens: maybe(next(5) * 10),
  output_tokens: maybe(next(5) * 10),
  cost_usd: maybe(next(5) / 1000),
  source_dialect: maybe(["litellm", "langfuse"][next(2)] as string),
  source_file: maybe(["x.jsonl", "y.csv"][next(2)] as string),
  memory_mb: maybe(next(5) * 100.5),
  cpu_percent: maybe(next(4) * 60),
}));
const ids = rows.map((_, i) => ({ trace_id: `t-${i % 40}`, task_id: i % 3 === 0 ? null : `Task ${i % 7}` }));

beforeAll(async () => {
  test = await testDatabase();
  await insertExecutions(test.db, rows);
  await test.writeLines(
    rows.map(({ off }, i) => {
      const { trace_id, task_id } = ids[i] as (typeof ids)[number];
      return { off, line: JSON.stringify({ trace_id, ...(task_id === null ? {} : { task_id }), input: `no ${i} t-1` }).padEnd(120) };
    }),
  );
});
afterAll(() => test[Symbol.asyncDispose]());

const listed = (sort: ExecutionSort, filter: ExecutionFilter, limit: number) => listAllExecutions(test.executions, sort, filter, limit);

type Row = (typeof rows)[number];
const keys: Record<Exclude<ExecutionSort, "arrival">, [keyof Row, 1 | -1]> = {
  newest: ["ts", -1],
  oldest: ["ts", 1],
  slowest: ["latency_ms", -1],
  fastest: ["latency_ms", 1],
  costliest: ["cost_usd", -1],
  cheapest: ["cost_usd", 1],
  most_tokens: ["output_tokens", -1],
  fewest_tokens: ["output_tokens", 1],
  most_input_tokens: ["input_tokens", -1],
  fewest_input_tokens: ["input_tokens", 1],
  best: ["quality", -1],
  worst: ["quality", 1],
  largest: ["len", -1],
  smallest: ["len", 1],
};

function sorted(sort: ExecutionSort): number[] {
  if (sort === "arrival") return rows.map(({ off }) => off);
  const [key, way] = keys[sort];
  const tie = sort === "newest" ? -1 : 1;
  return rows
    .toSorted((a, b) => {
      const [x, y] = [a[key] as number | null, b[key] as number | null];
      if (x === null || y === null) return x === y ? tie * (a.off - b.off) : x === null ? 1 : -1;
      return way * (x - y) || tie * (a.off - b.off);
    })
    .map(({ off }) => off);
}

it.each(executionSorts)("%s is the order of a plain sort, across pages, unknown ones last", async (sort) => {
  expect((await listed(sort, {}, 17)).found).toEqual(sorted(sort));
});

const atLeast = (value: number | null, min: number) => value !== null && value >= min;
const atMost = (value: number | null, max: number) => value !== null && value <= max;
const hour = (row: Row) => new Date(row.ts * 1000).getUTCHours();
const filters: [ExecutionFilter, (row: Row, i: number) => boolean][] = [
  [{ minQuality: 0.5 }, (row) => atLeast(row.quality, 0.5)],
  [{ maxQuality: 0.25, success: true }, (row) => atMost(row.quality, 0.25) && row.success],
  [{ maxCostUsd: 0.002 }, (row) => atMost(row.cost_usd, 0.002)],
  [{ minCostUsd: 0.001, maxCostUsd: 0.001 }, (row) => row.cost_usd === 0.001],
  [{ minInputTokens: 20, maxInputTokens: 30 }, (row) => atLeast(row.input_tokens, 20) && atMost(row.input_tokens, 30)],
  [{ minOutputTokens: 0 }, (row) => row.output_tokens !== null],
  [{ maxOutputTokens: 10, engines: ["a", "b"] }, (row) => atMost(row.output_tokens, 10) && row.engine_id !== "c"],
  [{ statuses: ["ok", ""] }, (row) => row.status === "ok" || row.status === ""],
  [{ statuses: ["error"] }, () => false],
  [{ noStatus: true }, (row) => row.status === null],
  [{ noStatus: true, statuses: ["ok"] }, (row) => row.status === null || row.status === "ok"],
  [{ noStatus: false }, (row) => row.status !== null],
  [{ noStatus: true, success: false, hours: [0, 11] }, (row) => row.status === null && !row.success && [0, 11].includes(hour(row))],
  [{ hours: [0, 22] }, (row) => [0, 22].includes(hour(row))],
  [{ hours: [] }, () => true],
  [{ weekdays: ["Thursday", "Sunday"] }, (row) => [4, 0].includes(new Date(row.ts * 1000).getUTCDay())],
  [{ minMemoryMb: 100.5, maxMemoryMb: 201 }, (row) => atLeast(row.memory_mb, 100.5) && atMost(row.memory_mb, 201)],
  [{ minCpuPercent: 120 }, (row) => atLeast(row.cpu_percent, 120)],
  [{ maxCpuPercent: 0 }, (row) => row.cpu_percent === 0],
  [{ dialect: "litellm", sourceFile: "x.jsonl" }, (row) => row.source_dialect === "litellm" && row.source_file === "x.jsonl"],
  [{ traceId: "t-1" }, (_, i) => ids[i]?.trace_id === "t-1"],
  [{ traceId: "T-1" }, () => false],
  [{ taskId: "Task 2" }, (_, i) => ids[i]?.task_id === "Task 2"],
  [{ taskId: "Task" }, () => false],
  [{ taskId: "Task 2", traceId: "t-2", text: "NO 2" }, (_, i) => i === 2],
  [
    { taskId: "Task 2", engines: ["a"], minLatencyMs: 3 },
    (row, i) => ids[i]?.task_id === "Task 2" && row.engine_id === "a" && atLeast(row.latency_ms, 3),
  ],
];

it.each(filters)("%j finds what looking at every row finds, and counts it", async (filter, matches) => {
  const wanted = rows.filter(matches).map(({ off }) => off);
  const { found, totals } = await listed("arrival", filter, 50);
  expect({ found, totals }).toEqual({ found: wanted, totals: [wanted.length] });
});

it("names what filters can choose from, most frequent first", async () => {
  const count = (values: readonly (string | null)[]) => {
    const counts = new Map<string, number>();
    for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
    const all = [...counts].map(([name, n]) => ({ name, count: n })).toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    return { values: all, distinct: all.length };
  };
  expect(await executionFacets(test.db)).toEqual({
    statuses: count(rows.map(({ status }) => status)),
    noStatusCount: rows.filter(({ status }) => status === null).length,
    dialects: count(rows.map(({ source_dialect }) => source_dialect)),
    sourceFiles: count(rows.map(({ source_file }) => source_file)),
    tags: { values: [], distinct: 0 },
  });
});

it("finds the comparisons that an execution appears in, and says why", async () => {
  const key = (letter: string) => letter.repeat(24);
  const comparison = (off: number, letter: string, query: string, more: object = {}) => ({
    ...{ off, key: key(letter), comparison_id: `c-${letter}`, query, candidates: 1 },
    ...more,
  });
  await insertComparisons(test.db, [
    comparison(0, "a", "What?"),
    comparison(1000, "b", "What?"),
    comparison(2000, "c", "Else?", { comparison_id: "t-9" }),
    comparison(3000, "d", "Else?"),
    comparison(4000, "e", "What?", { valid: false }),
  ]);
  await insertCandidates(test.db, [
    { off: 0, position: 0, engine_id: "a", output: "That." },
    { off: 1000, position: 0, engine_id: "a", output: "That!" },
    { off: 1000, position: 1, engine_id: "b", output: "That." },
  ]);
  const record = { trace_id: "t-9", engine_id: "b", input: "What?", output: "That." };
  const { rows: found, total } = await executionComparisons(test.db, record);
  expect({ total, found: found.map((one) => [one.key, one.why]) }).toEqual({
    total: 3,
    found: [
      [key("b"), "answer"],
      [key("a"), "prompt"],
      [key("c"), "id"],
    ],
  });
  for (const none of [{}, { engine_id: "b", output: "That." }, { input: 7, trace_id: null }])
    expect(await executionComparisons(test.db, none)).toEqual({ rows: [], total: 0 });
});
