import { describe, expect, it } from "vitest";
import { labelled } from "../testing/labelled/index.ts";
import type { CheckedSample } from "./check.ts";
import { sampleChecks } from "./checks.ts";

/** What a person may rely on: of what is flagged, and of what should be, at least this much is right. */
const floor = { precision: 0.95, recall: 0.95 };

describe("checks of a single sample, on the labelled fixture", () => {
  it.each(sampleChecks.map((check) => [check.name, check] as const))("%s", (name, check) => {
    const { positives, negatives } = labelled[name] ?? { positives: [], negatives: [] };
    expect(positives.length).toBeGreaterThanOrEqual(20);
    expect(negatives.length).toBeGreaterThanOrEqual(20);
    const isFound = (sample: CheckedSample) => check.find(sample) !== null;
    const missed = positives.filter((sample) => !isFound(sample));
    const wrong = negatives.filter(isFound);
    const hits = positives.length - missed.length;
    const precision = hits / (hits + wrong.length);
    const recall = hits / positives.length;
    process.stdout.write(
      `${name}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} (${positives.length} + ${negatives.length})\n`,
    );
    const detail = JSON.stringify({ missed, wrong }, null, 1);
    expect(precision, detail).toBeGreaterThanOrEqual(floor.precision);
    expect(recall, detail).toBeGreaterThanOrEqual(floor.recall);
  });

  it("points at a part of the text", () => {
    for (const check of sampleChecks) {
      for (const sample of labelled[check.name]?.positives ?? []) {
        const found = check.find(sample);
        if (!found) continue;
        expect(found.from).toBeGreaterThanOrEqual(0);
        expect(found.to).toBeLessThanOrEqual(sample[found.field].length);
        expect(found.why).toMatch(/\.$/);
      }
    }
  });
});
