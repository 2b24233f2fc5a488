import { describe, expect, it } from "vitest";
import { madeOf } from "../../testing/export-items.ts";
import { oneTypeAColumn } from "./rules/columns.ts";
import type { Made, Row } from "./target.ts";
import { findTarget, targets } from "./targets.ts";

/** Rules about an export as a whole: what breaks each, and what does not. */

type Files = Parameters<typeof madeOf>[1];
const rows = (count: number): Files => ({ "train.jsonl": { rows: count } });
const labels = (wanted: number, unwanted: number): Files => ({
  "train.jsonl": { rows: wanted + unwanted, labels: { true: wanted, false: unwanted } },
});

/** By rule: what breaks it, and what holds. */
const cases: Record<string, { breaks: Files[]; holds: Files[] }> = {
  "at-least-10-rows": { breaks: [rows(9)], holds: [rows(10)] },
  "at-least-32-rows": { breaks: [rows(31)], holds: [rows(32)] },
  "at-least-100-rows": { breaks: [rows(99)], holds: [rows(100)] },
  "at-least-1000-rows": { breaks: [rows(999)], holds: [rows(1_000)] },
  "both-labels": { breaks: [labels(3, 0), labels(0, 3)], holds: [labels(1, 1)] },
  "labels-in-balance": { breaks: [labels(2, 1), labels(1, 2)], holds: [labels(4, 3), labels(3, 3), labels(3, 0)] },
  "has-valid-jsonl": { breaks: [rows(3)], holds: [{ ...rows(3), "valid.jsonl": { rows: 1 } }] },
  "only-files-that-are-read": {
    breaks: [{ ...rows(3), "held-out.jsonl": { rows: 1 } }],
    holds: [{ ...rows(3), "test.jsonl": { rows: 1 } }],
  },
  "two-splits": { breaks: [rows(3)], holds: [{ ...rows(3), "test.jsonl": { rows: 1 } }] },
};

const setRules = targets.flatMap((target) => (target.setRules ?? []).map((rule) => [target.name, rule.name, target, rule] as const));

describe("rules about an export as a whole", () => {
  it("have a case each", () => {
    const named = new Set(setRules.filter(([, , , { check }]) => check !== undefined).map(([, name]) => name));
    expect(Object.keys(cases).sort()).toEqual([...named].sort());
  });

  it.each(setRules.filter(([, , , { check }]) => check !== undefined))("%s: %s", (_, name, target, rule) => {
    const check = (files: Files) => rule.check?.(madeOf(target, files) as Made);
    for (const files of cases[name]?.breaks ?? []) expect(check(files)).toMatch(/^\S.*\.$/);
    for (const files of cases[name]?.holds ?? []) expect(check(files)).toBeNull();
  });

  it("say which weights bring labels into balance, between 1:1 and 4:3", () => {
    const kto = findTarget("trl-kto");
    const check = (wanted: number, unwanted: number) =>
      kto?.setRules?.find(({ name }) => name === "labels-in-balance")?.check?.(madeOf(kto, labels(wanted, unwanted)));
    expect(check(25, 5)).toContain("undesirable_weight=5 ");
    expect(check(5, 25)).toContain("desirable_weight=5 ");
    expect(check(7, 3)).toContain("undesirable_weight=2.34 ");
  });
});

describe("columns", () => {
  const problemOf = (...given: Row[]) => {
    const watcher = oneTypeAColumn.watch?.();
    for (const row of given) watcher?.row(row);
    return watcher?.problem();
  };
  /** More than the first block of 10 MB. */
  const block = { filler: "x".repeat(10_000_001) };

  it.each([
    ["texts that look like dates", [{ a: "2026-01-02" }, { a: "2026-01-02T10:00:00Z" }], "a has only texts that look like dates."],
    ["the same inside messages", [{ m: [{ content: "2026-01-02 10:00" }] }], "m[].content has only texts that look like dates."],
    [
      "dates in the first block",
      [
        { a: "2026-01-02", ...block },
        { a: "text", filler: "" },
      ],
      "a has only texts that look like dates in the first",
    ],
    ["texts beside numbers", [{ a: "42" }, { a: 1 }], "a has values of several types."],
    ["a text beside a list", [{ a: ["x"] }, { a: "x" }], "a has values of several types."],
    ["a late key", [block, { filler: "", m: [{ tool_calls: [] }] }], "m appears only after the first 10 MB."],
    [
      "late fractions",
      [
        { a: 1, ...block },
        { a: 0.5, filler: "" },
      ],
      "a has fractions only after the first 10 MB.",
    ],
    [
      "nulls in the first block",
      [
        { a: null, ...block },
        { a: "x", filler: "" },
      ],
      "a is null in the first 10 MB.",
    ],
    ["integers above 64 bits", [{ a: 2 ** 63 }], "a has integers of more than 64 bits"],
  ])("see %s", (_, given, says) => {
    expect(problemOf(...(given as Row[]))).toContain(says);
  });

  it.each([
    ["a text among dates", [{ a: "2026-01-02" }, { a: "" }]],
    ["times and years, which stay texts", [{ a: "10:00", b: "2026", c: "2026/01/02" }]],
    ["fractions and integers of one block", [{ a: 1 }, { a: 0.5 }]],
    ["nulls among values", [{ a: null }, { a: "x" }]],
    ["keys that some rows lack", [{ m: [{ role: "user" }, { role: "assistant", tool_calls: [{ id: "1" }] }] }]],
  ])("take %s", (_, given) => {
    expect(problemOf(...(given as Row[]))).toBeNull();
  });
});
