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

it.each([
  ["a count of tokens is no input", { prompt_tokens: 12, response_tokens: 3 }, { input: undefined, output: undefined }],
  ["a limit is no latency", { response_time_limit: 99, total_time: 1.5 }, { latency: { from: "total_time", unit: "s" } }],
  ["minutes are no unit here", { duration_minutes: 1.5 }, { latency: undefined }],
  ["durations may be written with their unit", { latency: "812ms" }, { latency: { from: "latency", unit: "ms" } }],
  ["what went wrong says who succeeded", { error: "timeout" }, { success: { from: "error" } }],
  ["a status of another kind says nothing", { status: "queued at noon" }, { success: undefined }],
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
