import { expect, it } from "vitest";
import type { ExportReport, ExportTarget } from "../../../contract/index.ts";
import {
  type ExportForm,
  emptyExportForm,
  fixableRules,
  isExportName,
  parseSplit,
  proposeName,
  readExportForm,
  toggleFix,
  toRequest,
} from "./form.ts";

const target = (takes: ExportTarget["takes"]): ExportTarget => ({
  name: "t",
  title: "T",
  readBy: "",
  takes,
  reads: "comparisons",
  encoding: "jsonl",
  source: "",
  losesNothing: false,
  rules: [
    { name: "fixable", says: "", severity: "leaves-out", fix: "Mend" },
    { name: "other", says: "", severity: "leaves-out", fix: null },
  ],
});

it("reads parts of a split, and says what is wrong with others", () => {
  expect(parseSplit(" ", 3)).toBeNull();
  expect(parseSplit("train=0.9, test=.1", 3)).toEqual({
    parts: [
      { name: "train", fraction: 0.9 },
      { name: "test", fraction: 0.1 },
    ],
    seed: 3,
  });
  expect(parseSplit("train=0.9", 0)).toContain("add up to 0.9");
  expect(parseSplit("train", 0)).toContain("“train” is not a part");
  expect(parseSplit("../x=1", 0)).toContain("is not a part");
  expect(parseSplit("a=1e0", 0)).toContain("is not a part");
  expect(parseSplit("a=0.5,a=0.5", 0)).toBe("a is there twice.");
});

it("asks only for what the target has", () => {
  const form = {
    ...emptyExportForm,
    pairs: "all" as const,
    minMargin: 0.2,
    ties: "both" as const,
    system: " s ",
    leaveOut: ["refusal" as const],
    fixes: ["fixable", "other", "gone"],
  };
  expect(toRequest(form, target("pair"), { reviewed: true }, 0.8)).toEqual({
    target: "t",
    filter: { reviewed: true },
    pairs: "all",
    minMargin: 0.2,
    system: "s",
    fixes: ["fixable"],
  });
  expect(toRequest(form, target("labelled"), {}, 0.8)).toEqual({ target: "t", ties: "both", system: "s", fixes: ["fixable"] });
  expect(toRequest(form, target("record"), {}, 0.8)).toEqual({ target: "t", fixes: ["fixable"] });
  expect(toRequest({ ...form, split: "x" }, target("record"), {}, 0.8)).toContain("not a part");
});

it("names the similarity where a check depends on it", () => {
  const samples = { ...target("record"), reads: "samples" as const };
  const asked = (leaveOut: ExportForm["leaveOut"]) => toRequest({ ...emptyExportForm, leaveOut }, samples, {}, 0.8);
  expect(asked(["refusal"])).toEqual({ target: "t", leaveOut: ["refusal"] });
  expect(asked(["refusal", "duplicate"])).toEqual({ target: "t", leaveOut: ["refusal", "duplicate"], similarity: 0.8 });
});

it("chooses and takes back the fix of a rule by its place", () => {
  const rule = (name: string, broken: number, fix: string | null) => ({
    name,
    says: "",
    severity: "leaves-out" as const,
    fix,
    fixChosen: false,
    broken,
    fixed: 0,
    examples: [],
  });
  const report = { rules: [rule("a", 0, "A"), rule("b", 2, null), rule("c", 1, "C")] } as unknown as ExportReport;
  expect(fixableRules(report)).toEqual(["c"]);
  const chosen = toggleFix(emptyExportForm, "c");
  expect(chosen.fixes).toEqual(["c"]);
  expect(toggleFix(chosen, "c").fixes).toEqual([]);
});

it("restores what fits", () => {
  expect(readExportForm(undefined)).toEqual(emptyExportForm);
  expect(readExportForm({ target: 5, pairs: "none", minMargin: 7, seed: -1, fixes: ["a", 1], leaveOut: ["none"] })).toEqual({
    ...emptyExportForm,
    fixes: ["a"],
  });
});

it("proposes a name that the host takes", () => {
  const name = proposeName("trl-kto", new Date(2026, 0, 2, 3, 4, 5));
  expect(name).toBe("trl-kto 2026-01-02 03.04.05");
  expect(isExportName(name)).toBe(true);
  expect(isExportName("../x")).toBe(false);
});
