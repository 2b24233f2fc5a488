import { everyEngine, type Objective, type ObjectiveMeasure, toMeasure } from "../../../contract/index.ts";

/** Objectives as they are typed: shares in percent, everything text until it is read. */

export interface ObjectiveDraft {
  /** Of the row, for React. */
  id: number;
  engine: string;
  measure: ObjectiveMeasure;
  ms: string;
  /** Of latency and success. */
  percent: string;
  quality: string;
}

/** Without the last digits that binary fractions bring: 99.9 / 100 is 0.9990000000000001. */
const round = (value: number) => Number(value.toPrecision(12));

export const emptyDraft = (id: number): ObjectiveDraft => ({
  id,
  engine: everyEngine,
  measure: "latency",
  ms: "",
  percent: "",
  quality: "",
});

export function toDraft(objective: Objective, id: number): ObjectiveDraft {
  const share = objective.share ?? objective.success;
  return {
    id,
    engine: objective.engine,
    measure: toMeasure(objective) ?? "latency",
    ms: String(objective.latency_ms ?? ""),
    percent: share === undefined ? "" : String(round(share * 100)),
    quality: String(objective.quality ?? ""),
  };
}

const read = (typed: string) => (/^\s*(\d+\.?\d*|\.\d+)\s*$/.test(typed) ? Number(typed) : null);

/** @returns the objective, or what is wrong with it. The engine checks the whole list again. */
function readDraft({ engine, measure, ms, percent, quality }: ObjectiveDraft): Objective | string {
  if (engine.trim() === "") return "Choose an engine, or all.";
  const share = read(percent);
  const known = share !== null && share > 0 && share < 100 ? round(share / 100) : null;
  if (measure === "quality") {
    const mean = read(quality);
    return mean !== null && mean > 0 && mean <= 1 ? { engine, quality: mean } : "Mean quality: a number above 0, at most 1.";
  }
  if (known === null) return "Share: more than 0% and less than 100%.";
  if (measure === "success") return { engine, success: known };
  const latencyMs = read(ms);
  return latencyMs !== null && latencyMs > 0 && latencyMs <= 1e9
    ? { engine, latency_ms: latencyMs, share: known }
    : "Latency: a number of ms above 0.";
}

/** All rows; errors by the id of the row. Two of one measure for one engine contradict each other. */
export function readDrafts(drafts: readonly ObjectiveDraft[]): { objectives: Objective[]; errors: Map<number, string> } {
  const errors = new Map<number, string>();
  const objectives: Objective[] = [];
  const seen = new Set<string>();
  for (const draft of drafts) {
    const one = readDraft(draft);
    const key = `${draft.measure} ${draft.engine}`;
    if (typeof one === "string") errors.set(draft.id, one);
    else if (seen.has(key)) errors.set(draft.id, "There is one of this measure for this engine already.");
    else objectives.push(one);
    seen.add(key);
  }
  return { objectives, errors };
}
