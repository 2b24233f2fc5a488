import fc from "fast-check";
import type { Tier } from "../../../contract/index.ts";

/** One thing that happens to a workspace: a decision, a move in its history, or a turn of its life. */
export type Step =
  | { do: "promote"; comparison: number; position: number; tier: Tier }
  | { do: "reject" | "clear"; comparison: number; position: number }
  | { do: "retier"; sample: number; tier: Tier }
  | { do: "edit"; sample: number; output: string }
  | { do: "demote"; sample: number }
  | { do: "tie" | "all_bad" | "skip"; comparison: number }
  | { do: "winner"; comparison: number; position: number }
  | { do: "undoEvent"; back: number }
  | { do: "agent"; comparison: number; position: number; tier: Tier }
  | { do: "agentUndo" | "automatic" }
  | { do: "undo" | "redo" | "collect" | "flush" | "reopen" | "kill" | "generate" };

const small = fc.nat({ max: 5 });
const comparison = fc.nat({ max: 1 });
const position = fc.nat({ max: 2 });
const tier = fc.constantFrom<Tier[]>("gold", "silver", "bronze");
const decision: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("promote" as const), comparison, position, tier }),
  fc.record({ do: fc.constantFrom("reject" as const, "clear" as const), comparison, position }),
  fc.record({ do: fc.constant("retier" as const), sample: small, tier }),
  fc.record({ do: fc.constant("edit" as const), sample: small, output: fc.constantFrom("one", "two", 'three "3"') }),
  fc.record({ do: fc.constant("demote" as const), sample: small }),
  fc.record({ do: fc.constant("tie" as const), comparison }),
);
const move: fc.Arbitrary<Step> = fc.record({ do: fc.constantFrom("undo" as const, "undo" as const, "redo" as const) });
const life: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom("collect" as const, "flush" as const, "reopen" as const, "kill" as const),
});
/** @param more steps beside decisions, moves and turns of life. */
export const steps = (more: fc.WeightedArbitrary<Step>[]) =>
  fc.array(fc.oneof({ weight: 6, arbitrary: decision }, { weight: 4, arbitrary: move }, { weight: 2, arbitrary: life }, ...more), {
    minLength: 4,
    maxLength: 24,
  });

/** What else there is between decisions: generation, undo where a step stands, decisions of others. */
export const others: fc.WeightedArbitrary<Step>[] = [
  { weight: 2, arbitrary: fc.constantFrom<Step[]>({ do: "generate" }, { do: "automatic" }, { do: "agentUndo" }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("undoEvent" as const), back: small }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("all_bad" as const, "skip" as const), comparison }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("winner" as const), comparison, position }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("agent" as const), comparison, position, tier }) },
];
