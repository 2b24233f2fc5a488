import { describe, expect, it } from "vitest";
import { drillTo } from "./drill.ts";

describe("from an engine to its executions", () => {
  it("carries the engine, the time range and the switch", () => {
    expect(drillTo({ engines: ["gpt-x"], fromS: 10, toS: 20, successfulOnly: true })).toEqual({
      "executions.filter": { engines: ["gpt-x"], fromS: 10, toS: 20, success: true },
      "executions.selected": null,
      "executions.comparing": false,
      "executions.scroll": 0,
    });
  });

  it("leaves out what narrows nothing, and the sort the person chose", () => {
    expect(drillTo({ engines: [], successfulOnly: false })).toEqual({
      "executions.filter": {},
      "executions.selected": null,
      "executions.comparing": false,
      "executions.scroll": 0,
    });
  });

  it("a percentile asks for what is at least as slow, slowest first", () => {
    expect(drillTo({ engines: ["a"], successfulOnly: false }, { minLatencyMs: 812.5, sort: "slowest" })).toEqual({
      "executions.filter": { engines: ["a"], minLatencyMs: 812.5 },
      "executions.selected": null,
      "executions.comparing": false,
      "executions.scroll": 0,
      "executions.sort": "slowest",
    });
  });

  it("keeps a percentile of 0 ms", () => {
    const set = drillTo({ engines: ["a"], successfulOnly: false }, { minLatencyMs: 0 });
    expect(set["executions.filter"]).toEqual({ engines: ["a"], minLatencyMs: 0 });
  });
});
