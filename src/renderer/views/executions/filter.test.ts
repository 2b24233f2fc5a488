import { describe, expect, it } from "vitest";
import { contradiction, isEmptyFilter, tidy, withPart } from "./filter.ts";
import { filterWords } from "./filter-parts.ts";

describe("the execution filter", () => {
  it("takes out parts that narrow nothing", () => {
    const filter = { engines: ["a"], text: "hello", success: false };
    expect(withPart(filter, "engines", [])).toEqual({ text: "hello", success: false });
    expect(withPart(filter, "text", "")).toEqual({ engines: ["a"], success: false });
    expect(withPart(filter, "success", undefined)).toEqual({ engines: ["a"], text: "hello" });
  });

  it("keeps false and zero, which do narrow", () => {
    expect(tidy({ success: false, minLatencyMs: 0, fromS: 0 })).toEqual({ success: false, minLatencyMs: 0, fromS: 0 });
    expect(isEmptyFilter({ success: false })).toBe(false);
    expect(isEmptyFilter({ engines: [], text: "" })).toBe(true);
  });

  it("drops amounts that the contract would refuse", () => {
    expect(tidy({ minLatencyMs: -1, maxLatencyMs: Number.NaN, toS: Number.POSITIVE_INFINITY })).toEqual({});
  });

  it("says why a range can match nothing", () => {
    expect(contradiction({ fromS: 10, toS: 10 })).toMatch(/ends before/);
    expect(contradiction({ fromS: 10, toS: 11 })).toBeNull();
    expect(contradiction({ minLatencyMs: 5, maxLatencyMs: 4 })).toMatch(/minimum latency/);
    expect(contradiction({ minLatencyMs: 5, maxLatencyMs: 5 })).toBeNull();
  });

  it("drops hours and days that there are not", () => {
    expect(tidy({ hours: [24], weekdays: ["monday"] } as never)).toEqual({});
    expect(tidy({ hours: [], weekdays: ["Monday"], noStatus: true, minMemoryMb: 0 })).toEqual({
      weekdays: ["Monday"],
      minMemoryMb: 0,
      noStatus: true,
    });
  });

  it("is said in readable units", () => {
    expect(filterWords({ hours: [7, 8], weekdays: ["Monday", "Sunday"], minMemoryMb: 512, maxMemoryMb: 16_000 })).toBe(
      "Hour (UTC) 07:00 – 09:00 · Weekday (UTC) Monday +1 · Memory 512 MB – 16 GB",
    );
    expect(filterWords({ hours: [7, 9], minCpuPercent: 63.42, noStatus: true, statuses: ["stop"] })).toBe(
      "Hour (UTC) 07:00 +1 · CPU ≥ 63.4% · Status no status +1",
    );
  });
});
