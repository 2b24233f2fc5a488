import type { CurationAction } from "../../../contract/index.ts";

/** An action before it is known of which comparison. */
export type Do = (comparison: string) => CurationAction;
const on =
  (action: object): Do =>
  (comparison) =>
    ({ comparison, ...action }) as CurationAction;
const promote = (position: number, tier: string) => on({ type: "promote", position, tier });
const reject = (position: number) => on({ type: "reject", position });
const clear = (position: number) => on({ type: "clear", position });
const win = (position: number) => on({ type: "set_winner", position });
const tie = on({ type: "tie" });
const skip = on({ type: "skip" });
const rank = (...groups: number[][]) => on({ type: "rank", groups });
/** On the sample that automatic generation, or a promotion of candidate 1, makes. */
const onSample = (prefix: "auto-" | "s-", action: object): Do => {
  const ref = (key: string) => (prefix === "auto-" ? `auto-${key}` : `s-${key}-1`);
  return (key) => ({ sample: ref(key), ...action }) as CurationAction;
};

/** Every action, by the name a failure gives it. */
export const actions: Record<string, Do> = {
  "gold 0": promote(0, "gold"),
  "silver 0": promote(0, "silver"),
  "gold 1": promote(1, "gold"),
  "silver 1": promote(1, "silver"),
  "reject 0": reject(0),
  "reject 1": reject(1),
  "clear 0": clear(0),
  "clear 1": clear(1),
  "winner 0": win(0),
  "winner 1": win(1),
  tie,
  "both bad": on({ type: "both_bad" }),
  skip,
  note: on({ type: "note", note: "hm" }),
  "rank 1, 0": rank([1], [0]),
  unrank: rank(),
  flag: on({ type: "flag", flagged: true }),
  done: on({ type: "done", done: true }),
  "corrected 0": on({ type: "promote", position: 0, tier: "gold", output: "better" }),
  "retier automatic": onSample("auto-", { type: "retier", tier: "silver" }),
  "edit automatic": onSample("auto-", { type: "edit", output: "better" }),
  "demote automatic": onSample("auto-", { type: "demote" }),
  "retier promoted": onSample("s-", { type: "retier", tier: "gold" }),
  "demote promoted": onSample("s-", { type: "demote" }),
};

/** Who does a step. */
export type Given = "person" | "agent" | "generate";
/** How a comparison comes into each state: at most three steps, each by somebody. */
export const starts: Record<string, [Given, Do?][]> = {
  nothing: [],
  automatic: [["generate"]],
  "automatic, skipped": [["generate"], ["person", skip]],
  "automatic, skipped by an agent": [["generate"], ["agent", skip]],
  "automatic, noted": [["generate"], ["person", on({ type: "note", note: "old" })]],
  "automatic and set as winner": [["generate"], ["person", win(1)]],
  "automatic and set as winner by an agent": [["generate"], ["agent", win(1)]],
  "automatic winner beside a promoted one": [["generate"], ["person", win(1)], ["person", promote(0, "gold")]],
  "automatic winner, then skipped": [["generate"], ["person", win(1)], ["person", skip]],
  "automatic sample changed by a person": [["generate"], ["person", onSample("auto-", { type: "retier", tier: "silver" })]],
  "automatic sample promoted by a person": [["generate"], ["person", promote(1, "gold")]],
  "automatic sample demoted": [["generate"], ["person", onSample("auto-", { type: "demote" })]],
  "promoted by a person": [["person", promote(1, "silver")]],
  "promoted by an agent": [["agent", promote(1, "gold")]],
  "promoted by an agent, changed by a person": [
    ["agent", promote(1, "gold")],
    ["person", promote(1, "silver")],
  ],
  "promoted by a person, changed by an agent": [
    ["person", promote(1, "gold")],
    ["agent", promote(1, "silver")],
  ],
  "both promoted": [
    ["person", promote(0, "gold")],
    ["agent", promote(1, "silver")],
  ],
  "rejected by a person": [["person", reject(0)]],
  "rejected by an agent": [["agent", reject(1)]],
  "rejected by a person, again by an agent": [
    ["person", reject(0)],
    ["agent", reject(0)],
  ],
  "cleared by a person": [
    ["person", promote(0, "gold")],
    ["person", clear(0)],
  ],
  "cleared by an agent": [
    ["person", reject(1)],
    ["agent", clear(1)],
  ],
  "won by a person's word": [["person", win(0)]],
  "won by an agent's word": [["agent", win(0)]],
  "a tie": [["person", tie]],
  "an agent's tie": [["agent", tie]],
  "an agent's tie, confirmed": [
    ["agent", tie],
    ["person", tie],
  ],
  "a person's tie, said again by an agent": [
    ["person", tie],
    ["agent", tie],
  ],
  "all bad, and noted": [
    ["person", on({ type: "both_bad" })],
    ["person", on({ type: "note", note: "hm" })],
  ],
  ranked: [["person", rank([0], [1])]],
  "ranked by an agent": [["agent", rank([1], [0])]],
  "automatic, ranked first": [["generate"], ["person", rank([1], [0])]],
  "flagged and done": [
    ["person", on({ type: "flag", flagged: true })],
    ["person", on({ type: "done", done: true })],
  ],
  skipped: [["person", skip]],
  "skipped by an agent": [["agent", skip]],
};
