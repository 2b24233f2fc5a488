import { describe, expect, it } from "vitest";
import type { ComparisonRow, CurationAction } from "../../contract/index.ts";
import { undecided } from "../testing/curation-fixtures.ts";
import { applyAction, changesNothing, rowWithUnsaved, toRowMarks, withUnsaved } from "./marks.ts";

const comparison = "a".repeat(24);
const gold = (position: number): CurationAction => ({ type: "promote", comparison, position, tier: "gold" });
const bronze = (position: number): CurationAction => ({ type: "promote", comparison, position, tier: "bronze" });

describe("optimistic marks", () => {
  it("marks the candidate by position, not by engine", () => {
    const { candidates } = applyAction(undecided(), gold(2));
    expect(candidates.map((candidate) => candidate.tier)).toEqual([null, null, "gold"]);
  });

  it("lets a promotion lift a rejection and a rejection take a tier", () => {
    const rejected = applyAction(applyAction(undecided(), gold(1)), { type: "reject", comparison, position: 1 });
    expect(rejected.candidates[1]).toMatchObject({ tier: null, rejected: true });
    expect(applyAction(rejected, bronze(1)).candidates[1]).toMatchObject({ tier: "bronze", rejected: false });
  });

  it("clears one candidate and is unreviewed again only when nothing else was decided", () => {
    const two = applyAction(applyAction(undecided(), gold(0)), gold(1));
    const one = applyAction(two, { type: "clear", comparison, position: 0 });
    expect(one.reviewed).toBe(true);
    expect(applyAction(one, { type: "clear", comparison, position: 1 }).reviewed).toBe(false);
  });

  it("keeps one outcome at a time", () => {
    const won = applyAction(undecided(), { type: "set_winner", comparison, position: 2 });
    expect(won).toMatchObject({ outcome: "winner", winnerPosition: 2, reviewed: true });
    expect(applyAction(won, { type: "tie", comparison })).toMatchObject({ outcome: "tie", winnerPosition: null });
  });

  it("leaves other comparisons and positions that are not there alone", () => {
    const detail = undecided();
    expect(applyAction(detail, { ...gold(0), comparison: "b".repeat(24) } as CurationAction)).toBe(detail);
    expect(applyAction(detail, gold(9))).toBe(detail);
    expect(applyAction(detail, { type: "demote", sample: "s" })).toBe(detail);
  });

  it("says which marks are still being saved", () => {
    const marked = withUnsaved(undecided(), [
      gold(0),
      { type: "tie", comparison },
      { ...gold(1), comparison: "b".repeat(24) } as CurationAction,
    ]);
    expect([...marked.savingPositions]).toEqual([0]);
    expect(marked.savingOutcome).toBe(true);
    expect(marked.savingNote).toBe(false);
    expect(marked.detail.candidates[0]?.tier).toBe("gold");
    expect(marked.detail.candidates[1]?.tier).toBeNull();
  });

  it("shows a change of its sample that is still being saved", () => {
    const detail = applyAction(undecided(), gold(1));
    const sample = detail.candidates[1]?.sampleRef as string;
    const marked = withUnsaved(detail, [{ type: "retier", sample, tier: "bronze" }]);
    expect(marked.detail.candidates[1]?.tier).toBe("bronze");
    expect([...marked.savingPositions]).toEqual([1]);
    expect(withUnsaved(detail, [{ type: "demote", sample }]).detail.candidates[1]).toMatchObject({ tier: null, sampleRef: null });
    const other = withUnsaved(detail, [{ type: "retier", sample: "s-other-1", tier: "bronze" }]);
    expect(other.detail).toBe(detail);
    expect(other.savingPositions.size).toBe(0);
  });

  it("knows a key press that would change nothing", () => {
    const decided = applyAction(undecided(), gold(0));
    expect(changesNothing(decided, gold(0))).toBe(true);
    expect(changesNothing(decided, bronze(0))).toBe(false);
    expect(changesNothing(decided, { type: "clear", comparison, position: 1 })).toBe(true);
    expect(changesNothing(decided, { type: "clear", comparison, position: 0 })).toBe(false);
  });

  it("lets a person confirm what was generated automatically", () => {
    const detail = undecided();
    const auto = { ...detail, candidates: detail.candidates.map((one) => ({ ...one, tier: "gold" as const, decidedBy: "auto" as const })) };
    expect(changesNothing(auto, gold(0))).toBe(false);
  });

  it("shows each tier once in the list, best first", () => {
    const detail = [bronze(0), gold(1), bronze(2)].reduce(applyAction, undecided());
    expect(toRowMarks(detail)).toEqual({
      reviewed: true,
      tiers: ["gold", "bronze"],
      outcome: null,
      ranked: false,
      flagged: false,
      done: false,
    });
  });

  it("marks a row whose candidates are not loaded", () => {
    const row: ComparisonRow = {
      key: comparison,
      comparisonId: "c-1",
      queryHead: "",
      candidates: 2,
      engines: [],
      winner: null,
      reviewed: false,
      tiers: ["bronze"],
      outcome: null,
      ranked: false,
      flagged: false,
      done: false,
    };
    expect(rowWithUnsaved(row, [gold(0), { type: "skip", comparison }])).toEqual({
      reviewed: true,
      tiers: ["gold", "bronze"],
      outcome: "skipped",
      ranked: false,
      flagged: false,
      done: false,
    });
    expect(rowWithUnsaved(row, [])).toEqual({
      reviewed: false,
      tiers: ["bronze"],
      outcome: null,
      ranked: false,
      flagged: false,
      done: false,
    });
  });
});
