import { expect, it } from "vitest";
import { linesKept, RecentLog } from "./recent-log.ts";

it("lists the newest lines first, by level and text, and forgets the oldest", () => {
  const recent = new RecentLog();
  recent.log("info", "import_done", { file: "Runs.jsonl", lines: 5 });
  recent.log("warn", "index_behind");
  recent.log("error", "quarantine_not_indexed", { error: new Error("disk is full") });
  const events = (input: Partial<Parameters<RecentLog["list"]>[0]>) => recent.list({ limit: 10, ...input }).lines.map(({ event }) => event);
  expect(events({})).toEqual(["quarantine_not_indexed", "index_behind", "import_done"]);
  expect(events({ levels: ["warn", "error"] })).toEqual(["quarantine_not_indexed", "index_behind"]);
  expect(events({ text: "RUNS" })).toEqual(["import_done"]);
  expect(events({ text: "full" })).toEqual(["quarantine_not_indexed"]);
  expect(events({ limit: 1 })).toEqual(["quarantine_not_indexed"]);
  expect(recent.list({ limit: 1, text: "behind" }).lines[0]).toMatchObject({ number: 2, level: "warn", fields: "" });
  for (let i = 0; i < linesKept; i++) recent.log("debug", "tick", { text: "x".repeat(10_000) });
  const all = recent.list({ limit: 500 });
  expect(all).toMatchObject({ kept: linesKept, logged: linesKept + 3 });
  expect(all.lines[0]?.fields).toHaveLength(4000);
  expect(recent.list({ limit: 500, text: "import_done" }).lines).toEqual([]);
});
