import { expect, it } from "vitest";
import type { CandidateState } from "../../../../contract/index.ts";
import type { Change, EventPart } from "../log/event.ts";
import { LogState } from "./log-state.ts";

const keys = ["a", "b"].map((letter) => letter.repeat(24));
const none: CandidateState = { tier: null, rejected: false, by: null, sample: null };
const gold: CandidateState = { tier: "gold", rejected: false, by: "person", sample: "s" };
const promotion = (comparison: string): Change[] => [
  { of: "candidate", comparison, comparison_id: "c", position: 0, engine_id: "e", before: none, after: gold },
  {
    of: "sample",
    ref: `s-${comparison}`,
    origin: "person",
    created_at: 1,
    comparison,
    position: 0,
    did: "",
    before: null,
    after: { line: comparison, copies: 1, edited: false },
  },
];
const toPart = (part: number, parts: number): EventPart => ({
  schema_version: 1,
  event_id: "event",
  at: 1,
  actor: "somebody",
  tool_version: "1",
  type: "decide",
  description: "promoted 2 candidates to gold",
  decisions: 2,
  target: null,
  part,
  parts,
  changes: promotion(keys[part] ?? ""),
  places: [],
});

/** What a reader sees. */
const read = (state: LogState) => ({
  tiers: keys.map((key) => state.candidate(key, 0).tier),
  comparisons: [...state.comparisons.keys()],
  samples: [...state.samples.all()].filter(({ live }) => live).map(({ ref }) => ref),
  steps: state.history.newest(9).length,
});
const nothing = { tiers: [null, null], comparisons: [], samples: [], steps: 0 };

it("a step of several lines is in force whole, or not at all", () => {
  const state = new LogState();
  expect(state.take(toPart(0, 2), { offset: 0, length: 9 })).toBeNull();
  expect(read(state)).toEqual(nothing);
  state.dropUnfinished();
  expect(read(state)).toEqual(nothing);
  state.take(toPart(0, 2), { offset: 0, length: 9 });
  state.take(toPart(1, 2), { offset: 10, length: 9 });
  expect(read(state)).toEqual({ tiers: ["gold", "gold"], comparisons: keys, samples: keys.map((key) => `s-${key}`), steps: 1 });
});

it("what was read before a step stays as it was", () => {
  const state = new LogState();
  state.take(toPart(0, 1), { offset: 0, length: 9 });
  const before = state.comparisons.get(keys[0] ?? "");
  const undo: Change = {
    of: "candidate",
    comparison: keys[0] ?? "",
    comparison_id: "c",
    position: 0,
    engine_id: "e",
    before: gold,
    after: none,
  };
  state.take({ ...toPart(0, 1), event_id: "other", type: "undo", target: "event", changes: [undo] }, { offset: 10, length: 9 });
  expect(before?.candidates.get(0)).toEqual(gold);
  expect(state.candidate(keys[0] ?? "", 0)).toEqual(none);
});
