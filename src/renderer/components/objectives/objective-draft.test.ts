import { expect, it } from "vitest";
import type { Objective } from "../../../contract/index.ts";
import { emptyDraft, readDrafts, toDraft } from "./objective-draft.ts";

const all: Objective[] = [
  { engine: "*", latency_ms: 800, share: 0.95 },
  { engine: "a", success: 0.999 },
  { engine: "a", quality: 0.8 },
];

it("reads back what it shows", () => {
  expect(readDrafts(all.map(toDraft))).toEqual({ objectives: all, errors: new Map() });
  expect(toDraft(all[1] as Objective, 0).percent).toBe("99.9");
});

it("says what is wrong with a row, and takes the others", () => {
  const typed = { ...emptyDraft(0), ms: "800", percent: "95" };
  const rows = [
    typed,
    { ...typed, percent: "100" },
    { ...typed, ms: "-1" },
    { ...typed, engine: " " },
    typed,
    { ...typed, measure: "quality" as const, quality: "1.2" },
  ];
  const { objectives, errors } = readDrafts(rows.map((row, id) => ({ ...row, id })));
  expect(objectives).toEqual([all[0]]);
  expect([...errors.keys()]).toEqual([1, 2, 3, 4, 5]);
});
