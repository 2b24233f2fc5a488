import type { ConversionPlan } from "../../../contract/index.ts";

/** A mapping by hand of rows `{model, ask, answer, at, took}`. @param unit what `took` is taken for. */
export function customMapping(unit: "s" | "ms"): ConversionPlan {
  return {
    dialect: "custom",
    answers: { success: true },
    mapping: {
      engine: { from: "model" },
      input: { from: "ask" },
      output: { from: "answer" },
      time: { from: "at" },
      latency: { from: "took", unit },
    },
  };
}
