import { describe, expect, it } from "vitest";
import type { ComparisonDetail, CurationAction } from "../../contract/index.ts";
import { undecided } from "../testing/curation-fixtures.ts";
import { applyAction } from "./marks.ts";

/** The screen shows of automatic tiers what the engine does with them. */

const generated = (): ComparisonDetail => {
  const detail = undecided();
  const [first, second, ...rest] = detail.candidates;
  if (!first || !second) throw new Error("two candidates are needed");
  return { ...detail, candidates: [first, { ...second, tier: "gold", sampleRef: "auto", decidedBy: "auto" }, ...rest] };
};
const tierAfter = (...actions: object[]) =>
  actions.reduce<ComparisonDetail>(
    (detail, action) => applyAction(detail, { comparison: detail.key, ...action } as CurationAction),
    generated(),
  ).candidates[1]?.tier;

describe("an automatic tier", () => {
  it.each([
    ["all bad", [{ type: "both_bad" }], null],
    ["tie", [{ type: "tie" }], null],
    ["another winner", [{ type: "set_winner", position: 0 }], null],
    ["another candidate promoted", [{ type: "promote", position: 0, tier: "silver" }], null],
    ["another candidate rejected", [{ type: "reject", position: 0 }], null],
    ["the same winner", [{ type: "set_winner", position: 1 }], "gold"],
    ["a note", [{ type: "note", note: "hm" }], "gold"],
    ["a skip", [{ type: "skip" }], "gold"],
    ["itself promoted", [{ type: "promote", position: 1, tier: "bronze" }], "bronze"],
  ] as const)("after %s", (_, actions, tier) => {
    expect(tierAfter(...actions)).toBe(tier);
  });
});
