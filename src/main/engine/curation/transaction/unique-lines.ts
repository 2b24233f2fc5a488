import { smallStepBytes, YieldBudget } from "../../async/yield-budget.ts";
import { hashLine, keyOfHash } from "../../records/line-hash.ts";
import type { CollectedSamples } from "../projections/collected-samples.ts";
import type { SampleRegistry } from "../state/sample-registry.ts";
import type { PendingSample } from "./pending.ts";
import { otherBytes } from "./sample-line.ts";

export const keyOfLine = (line: string) => keyOfHash(hashLine(Buffer.from(line, "utf8")));

/**
 * Gives every changed sample a line of its own. Samples are told apart by their lines, so a line that another sample has, or had, gets other
 * white space until nobody has it.
 */
export async function makeLinesUnique(
  samples: readonly PendingSample[],
  registry: SampleRegistry,
  collected: CollectedSamples,
): Promise<void> {
  const mine = new Map<string, string>();
  const budget = new YieldBudget();
  let asked = samples.filter((sample) => sample.after !== null && sample.after.line !== sample.before?.line);
  while (asked.length > 0) {
    const keyed: { sample: PendingSample; key: string }[] = [];
    for (const sample of asked) {
      const line = sample.after?.line ?? "";
      keyed.push({ sample, key: keyOfLine(line) });
      await budget.spend(line.length + smallStepBytes);
    }
    const unknown = keyed.filter(({ key }) => registry.findByLine(key) === undefined).map(({ key }) => key);
    const known = await collected.known(unknown);
    const again: PendingSample[] = [];
    for (const { sample, key } of keyed) {
      await budget.spend(smallStepBytes);
      const owner = registry.findByLine(key)?.ref ?? mine.get(key) ?? (known.has(key) ? key : undefined);
      if (owner === undefined || owner === sample.ref) mine.set(key, sample.ref);
      else if (sample.after) {
        sample.after = { ...sample.after, line: otherBytes(sample.after.line) };
        again.push(sample);
      }
    }
    asked = again;
  }
}
