import type { LabelledItem, PairItem } from "../items.ts";
import { isOpenFilter } from "./comparison-filter.ts";
import type { PairCounts } from "./comparison-items.ts";
import { toExchange, withSystem } from "./conversation.ts";
import { readOriginal } from "./edits.ts";
import { type ItemSlices, type Placed, type Reading, taskOf } from "./reading.ts";
import { type LiveSample, readOrigin, readSamples } from "./sample-items.ts";
import { uncounted } from "./skips.ts";

/**
 * What the dataset adds to targets that read comparisons, behind those and in its own order: pairs of an edited sample and its original; and, as
 * wanted answers, gold and silver samples that no comparison stands behind, or that were edited. A filter is one of comparisons: with one, the
 * dataset adds nothing.
 */
export async function* readAddedItems(reading: Reading, counts: PairCounts): ItemSlices {
  const { takes } = reading.plan.target;
  if (takes === "ranked" || !isOpenFilter(reading.plan.comparisonFilter)) return;
  if (takes === "pair" && reading.log.state.samples.size === 0) return;
  // Its samples are not what the target reads: they are not counted among the records and the skipped.
  const aside: Reading = { ...reading, skips: uncounted };
  for await (const samples of readSamples(aside, false)) {
    const placed: Placed[] = [];
    for (const sample of samples) {
      const item = takes === "pair" ? await toEditPair(reading, sample, counts) : await toWanted(reading, sample);
      if (item !== null) placed.push({ item, taskId: taskOf(sample.record) });
    }
    yield placed;
  }
}

const isOfTier = ({ plan }: Reading, { tier }: LiveSample) => plan.tiers.length === 0 || (tier !== null && plan.tiers.includes(tier));

async function toEditPair(reading: Reading, sample: LiveSample, counts: PairCounts): Promise<PairItem | null> {
  const { entry, record } = sample;
  if (entry?.edited !== true || !isOfTier(reading, sample)) return null;
  const original = await readOriginal(reading.log, entry);
  if (original === null) return null;
  const [edited, before] = [toExchange(record), toExchange(original)];
  // Answers to different prompts are no pair; and an edit of the prompt alone changes no answer.
  if (!areSame(edited.prompt, before.prompt) || areSame(edited.completion, before.completion)) return null;
  if (reading.plan.minMargin > 0) {
    reading.skips.add("min_margin");
    return null;
  }
  for (const policy of Object.keys(counts) as (keyof PairCounts)[]) counts[policy]++;
  return {
    ...(await readOrigin(reading, sample)),
    prompt: withSystem(edited.prompt, reading.plan.system),
    chosen: edited.completion,
    rejected: before.completion,
    margin: null,
  };
}

const areSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

async function toWanted(reading: Reading, sample: LiveSample): Promise<LabelledItem | null> {
  const { entry, record, tier } = sample;
  if (tier !== "gold" && tier !== "silver") return null;
  const isOfComparison = entry !== undefined && entry.comparison !== null;
  if ((isOfComparison && !entry.edited) || !isOfTier(reading, sample)) return null;
  const { prompt, completion } = toExchange(record);
  return { ...(await readOrigin(reading, sample)), prompt: withSystem(prompt, reading.plan.system), completion, label: true };
}
