import { expect, it } from "vitest";
import { formatLogLine } from "../base/log.ts";
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

it("never throws at who logs, whatever the fields are", () => {
  const recent = new RecentLog();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const throwing = {
    toJSON() {
      throw new Error("no");
    },
  };
  recent.log("warn", "odd", cycle);
  recent.log("warn", "odd", { throwing });
  recent.log("warn", "odd", { count: 5n, nested: { error: new Error("disk is full") } });
  const said = '{"fields":"cannot be written as JSON"}';
  expect(recent.list({ limit: 3 }).lines.map(({ fields }) => fields)).toEqual([
    '{"count":"5","nested":{"error":"disk is full"}}',
    said,
    said,
  ]);
  expect(JSON.parse(formatLogLine("warn", "odd", cycle))).toMatchObject({ level: "warn", event: "odd", ...JSON.parse(said) });
});
