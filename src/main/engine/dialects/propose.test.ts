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
