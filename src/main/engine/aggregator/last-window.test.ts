import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshFolder } from "../testing/fresh-folder.ts";
import { lastWindowEnd } from "./last-window.ts";

const folder = freshFolder("aggregator");
const path = () => join(folder(), "aggregated_stats.jsonl");

describe("lastWindowEnd", () => {
  const line = (toOffset: number, padding = 0) => {
    const overall = { count: 0, success_count: 0, success_rate: null, latency_ms: { n: 0 }, quality: { n: 0 } };
    const window = {
      schema_version: 1,
      window_start_ms: 1,
      window_end_ms: 2,
      window_minutes: 5,
      from_offset: 0,
      to_offset: toOffset,
      method: "t-digest",
    };
    return `${JSON.stringify({ ...window, engines: [], overall, padding: "x".repeat(padding) })}\n`;
  };

  it.each<[string, string, number | null]>([
    ["an empty file", "", null],
    ["a torn line alone", line(1).slice(0, -1), null],
    ["one line", line(1), 1],
    ["a torn last line", line(1) + line(2) + line(3).slice(0, -1), 2],
    ["a line longer than a step", line(1) + line(2, 700_000), 2],
    ["a long torn line", line(1) + line(2, 300_000) + "x".repeat(600_000), 2],
    ["lines that are no windows", `${line(1)}{}\n\nnonsense\n`, 1],
    ["nothing but nonsense", "nonsense\n{}\n", null],
  ])("%s", async (_, content, toOffset) => {
    await writeFile(path(), content);
    expect(await lastWindowEnd(path())).toEqual(toOffset === null ? null : { windowEndMs: 2, toOffset });
  });

  it("returns null for a missing file, and refuses a folder", async () => {
    expect(await lastWindowEnd(path())).toBeNull();
    await expect(lastWindowEnd(folder())).rejects.toMatchObject({ code: "refused" });
  });
});
