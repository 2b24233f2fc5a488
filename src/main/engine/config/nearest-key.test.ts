import { describe, expect, it } from "vitest";
import { allPaths } from "./config-tree.ts";
import { editDistance, nearestPath } from "./nearest-key.ts";

describe("the key a person meant", () => {
  it.each([
    ["json_engine.trainig", "json_engine.training"],
    ["versoin", "version"],
    ["json_engine.output.channels.event", "json_engine.output.channels.events"],
    ["json_engine.training.goldThreshold", "json_engine.training.gold_threshold"],
    ["Models", "models"],
    ["max_bytes", "models.max_bytes"],
    ["json_engine.output.window_minute", "json_engine.output.channels.aggregated_stats.window_minutes"],
  ])("%s → %s", (unknown, known) => {
    expect(nearestPath(unknown, allPaths())).toBe(known);
  });

  it.each(["zzzzzzzz", "json_engine.qqqqqqqqqqqq", "__proto__", "x".repeat(100_000)])("says nothing for %.20s", (unknown) => {
    expect(nearestPath(unknown, allPaths())).toBeNull();
  });

  it("counts a swap of neighbours as one edit", () => {
    expect(editDistance("version", "versoin")).toBe(1);
    expect(editDistance("kitten", "sitting")).toBe(3);
  });
});
