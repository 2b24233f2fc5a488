import { expect, it } from "vitest";
import { proposeMapping } from "./propose.ts";

const base = { date: "2026-07-01 10:00:00", model: "m", prompt: "q", answer: "a" };

it.each([
  ["seconds", 0.5, "s"],
  ["Response time (ms)", 800, "ms"],
  ["time_ms", 800, "ms"],
  ["total time", 0.5, "s"],
  ["latency", 0.5, "s"],
] as const)("a column called %s is proposed as latency, and the time of the row stays the time", (name, value, unit) => {
  const { mapping } = proposeMapping(Array.from({ length: 3 }, () => ({ ...base, [name]: value })));
  expect(mapping).toMatchObject({ time: { from: "date" }, latency: { from: name, unit } });
});

it.each([
  ["uptime", 1782900000],
  ["seconds", "soon"],
])("%s of %s is no latency", (name, value) => {
  expect(proposeMapping([{ ...base, [name]: value }]).mapping.latency).toBeUndefined();
});

it("proposes all that a plain table of calls says", () => {
  const row = {
    id: "req-1",
    modelName: "m",
    task: "task-1",
    createdAt: "2026-07-01T10:00:00Z",
    first_token_latency: "0.12",
    latency_ms: "900",
    status: "completed",
    score: "0.5",
    promptTokens: "12",
    completion_tokens: "7",
    "total-cost": "$0.0012",
    prompt: "q",
    response: "42",
  };
  const { mapping } = proposeMapping([row, { ...row, first_token_latency: "0.34" }]);
  expect(mapping).toEqual({
    engine: { from: "modelName" },
    task: { from: "task" },
    time: { from: "createdAt" },
    ttft: { from: "first_token_latency", unit: "s" },
    latency: { from: "latency_ms", unit: "ms" },
    success: { from: "status" },
    quality: { from: "score" },
    input_tokens: { from: "promptTokens" },
    output_tokens: { from: "completion_tokens" },
    cost: { from: "total-cost" },
    input: { from: "prompt" },
    output: { from: "response" },
  });
});

it.each([
  ["input", "prompt_tokens", "12.5"],
  ["input", "prompt_id", "p-7"],
  ["output", "completion_tokens", 12.5],
  ["output", "response_status", "final"],
  ["engine", "model_output", "It is so."],
  ["engine", "model_version", "2026-07"],
  ["engine", "model_notes", "one\ntwo"],
  ["success", "status", "queued"],
  ["task", "task", "Write a poem.\nMake it short."],
  ["input_tokens", "input_tokens", "many"],
  ["cost", "price", "€ 3"],
] as const)("%s is not taken from a field %s of %j", (target, name, value) => {
  expect(proposeMapping([{ [name]: value }]).mapping[target]).toBeUndefined();
});

it.each([
  ["a limit is no latency", { response_time_limit: 99, total_time: 1.5 }, { latency: { from: "total_time", unit: "s" } }],
  ["minutes are no unit here", { duration_minutes: 1.5 }, { latency: undefined }],
  ["durations may be written with their unit", { latency: "812ms" }, { latency: { from: "latency", unit: "ms" } }],
  ["what went wrong says who succeeded", { error: "timeout" }, { success: { from: "error" } }],
  [
    "a field is called by what it lies in",
    { call: { model: { id: "m" }, request: { text: "q" } } },
    { engine: { from: "call.model.id" }, input: { from: "call.request.text" } },
  ],
  ["nanoseconds since 1970 are a time", { ts: 1_750_000_000_250_000_000 }, { time: { from: "ts" } }],
])("%s", (_, row, wanted) => {
  const { mapping } = proposeMapping([row, row]);
  for (const [target, rule] of Object.entries(wanted)) expect(mapping[target as "input"]).toEqual(rule);
});
