import { durationInWords, type Objective, objectiveFor, objectiveInWords } from "../../../contract/index.ts";
import { shortName } from "../../components/format.ts";
import { useHostQuery } from "../../state/queries.ts";

const none: readonly Objective[] = [];

/** The objectives of the workspace; none until they are known. */
export function useObjectives(): readonly Objective[] {
  return useHostQuery("config.get", {}, { follows: "config" }).data?.config.objectives ?? none;
}

/** The line of a latency objective in a chart. */
export interface Limit {
  ms: number;
  label: string;
  /** Where there is little room. */
  short: string;
}

/** One line for each latency objective of these engines; whose it is is said where they differ. */
export function toLimits(objectives: readonly Objective[], engines: readonly string[]): Limit[] {
  const found = new Map<string, { limit: Limit; engines: string[] }>();
  for (const engineId of engines) {
    const { latency_ms: ms, share } = objectiveFor(objectives, engineId, "latency") ?? {};
    if (ms === undefined || share === undefined) continue;
    const label = objectiveInWords({ measure: "latency", latencyMs: ms, target: share });
    const known = found.get(label);
    if (known === undefined) found.set(label, { limit: { ms, label, short: durationInWords(ms) }, engines: [engineId] });
    else known.engines.push(engineId);
  }
  const all = [...found.values()];
  if (all.length === 1 && all[0]?.engines.length === engines.length) return all.map(({ limit }) => limit);
  return all.map(({ limit, engines: some }) => ({
    ...limit,
    label: `${limit.label}: ${some.map((one) => shortName(one, 24)).join(", ")}`,
  }));
}

/** For who does not see the lines. */
export const limitsInWords = (limits: readonly Limit[]) =>
  limits.length === 0 ? "" : ` Objective: ${limits.map(({ label }) => label).join("; ")}.`;
