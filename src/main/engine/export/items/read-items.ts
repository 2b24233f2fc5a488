import { readAddedItems } from "./added-items.ts";
import { type PairCounts, readComparisonItems } from "./comparison-items.ts";
import type { ItemSlices, Reading } from "./reading.ts";
import { readSampleItems } from "./sample-items.ts";

/**
 * The items of a plan's target, in an order that depends on the files alone.
 * @param counts for targets of pairs: is filled with what each policy would give.
 * @throws AssayError damaged, io … of the files.
 */
export async function* readItems(reading: Reading, counts: PairCounts): ItemSlices {
  if (reading.plan.reads === "samples") {
    yield* readSampleItems(reading);
    return;
  }
  yield* readComparisonItems(reading, counts);
  yield* readAddedItems(reading, counts);
}
