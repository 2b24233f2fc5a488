import { everyEngine, type Objective, type ObjectiveMeasure, type ObjectiveResult, type ObjectivesReport } from "./objectives.ts";

/** What objectives say, in words; the screen, the command line and agents say the same. */

/** What an objective is about; null when it is none or several of the three. */
export function toMeasure({ latency_ms, share, success, quality }: Objective): ObjectiveMeasure | null {
  const isLatency = latency_ms !== undefined || share !== undefined;
  if (isLatency && success === undefined && quality === undefined)
    return latency_ms === undefined || share === undefined ? null : "latency";
  if (isLatency || (success === undefined) === (quality === undefined)) return null;
  return success === undefined ? "quality" : "success";
}

/** The objective in force for an engine and a measure: its own one, else that of every engine. */
export function objectiveFor(objectives: readonly Objective[], engineId: string, measure: ObjectiveMeasure): Objective | undefined {
  const some = objectives.filter((one) => toMeasure(one) === measure);
  return some.find(({ engine }) => engine === engineId) ?? some.find(({ engine }) => engine === everyEngine);
}

const digits = (value: number) => value.toLocaleString("en-GB", { maximumFractionDigits: 4 });
const percent = (share: number, most = 2) => `${(100 * share).toLocaleString("en-GB", { maximumFractionDigits: most })}%`;

/** "800 ms", "2.5 s". */
export const durationInWords = (ms: number) => (ms < 1000 ? `${digits(ms)} ms` : `${digits(ms / 1000)} s`);

/** "95% within 800 ms", "success ≥ 99%", "quality ≥ 0.8". */
export function objectiveInWords({
  measure,
  latencyMs,
  target,
}: {
  measure: ObjectiveMeasure;
  latencyMs: number | null;
  target: number;
}): string {
  if (measure === "latency") return `${percent(target, 4)} within ${durationInWords(latencyMs ?? 0)}`;
  return measure === "success" ? `success ≥ ${percent(target, 4)}` : `quality ≥ ${digits(target)}`;
}

/** The same of an entry of the file. */
export function configuredInWords(objective: Objective): string {
  const measure = toMeasure(objective);
  if (measure === null) return "no objective";
  const target = objective.share ?? objective.success ?? objective.quality ?? 0;
  return objectiveInWords({ measure, latencyMs: objective.latency_ms ?? null, target });
}

export const verdictInWords = { met: "met", unsure: "not sure", missed: "missed" } as const;

/** "93.1% (92.4% to 93.8%)", or the mean likewise. */
export function attainedInWords({ measure, value, low, high }: ObjectiveResult): string {
  if (value === null) return "no data";
  const write = measure === "quality" ? (one: number) => one.toFixed(3) : (one: number) => percent(one);
  return low === null || high === null ? `${write(value)} (too few)` : `${write(value)} (${write(low)} to ${write(high)})`;
}

const count = (n: number, one: string) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : `${one}s`}`;

/** How many are missed, not sure and met, in a sentence. */
export function objectivesInWords({ defined, counts: { met, unsure, missed }, absent }: ObjectivesReport): string[] {
  if (defined === 0) return ["No objectives are set."];
  const all = met + unsure + missed;
  const head =
    all === 0
      ? "No engine in the range has an objective."
      : `Of ${count(all, "objective")} of engines, ${missed} ${missed === 1 ? "is" : "are"} missed, ${unsure} not sure, ${met} met.`;
  const named = absent.slice(0, 5).map((engine) => JSON.stringify(engine));
  const rest = absent.length > named.length ? ` and ${absent.length - named.length} more` : "";
  return absent.length === 0 ? [head] : [head, `Nothing in the range is of ${named.join(", ")}${rest}, which objectives name.`];
}
