import { isTier, type Tier } from "../../../../contract/index.ts";
import { toObject } from "../../base/json-value.ts";
import { lineMatches } from "../../curation/projections/sample-filter.ts";
import type { SampleEntry } from "../../curation/state/sample-registry.ts";
import type { Line } from "../../lines/forwards.ts";
import { recordBytes } from "../../lines/line-bytes.ts";
import { joinTags, splitTags } from "../../records/common-fields.ts";
import { hashLine, keyOfHash } from "../../records/line-hash.ts";
import type { ParsedRecord } from "../../validator/schema-validator.ts";
import type { Origin, PromptItem, RecordItem, SampleItem } from "../items.ts";
import { textOf } from "../targets/turns.ts";
import { type Exchange, toExchange, withSystem } from "./conversation.ts";
import { readLastActor } from "./edits.ts";
import type { ItemSlices, Placed, Reading, TextLine } from "./reading.ts";
import { readRecords, taskOf } from "./reading.ts";
import { uncounted } from "./skips.ts";

/** A sample of the dataset that the filter and the tiers let through. */
export interface LiveSample {
  record: ParsedRecord;
  text: string;
  tier: Tier | null;
  /** What curation knows of it; undefined for one that it never touched. */
  entry: SampleEntry | undefined;
}

/** The samples of the dataset, in its order. @param isWanted whether the plan's filter and tiers count. */
export async function* readSamples(reading: Reading, isFiltered = true): AsyncGenerator<LiveSample[]> {
  for await (const records of readRecords(reading, reading.input.dataset)) yield pickSamples(reading, records, isFiltered);
}

function pickSamples(reading: Reading, records: readonly TextLine[], isFiltered: boolean): LiveSample[] {
  const { plan, skips, findCheck } = reading;
  const samples: LiveSample[] = [];
  for (const { line, text } of records) {
    reading.records++;
    const record = parseSample(reading, text);
    if (record === null) {
      skips.add("not_a_record");
      continue;
    }
    const entry = findEntry(reading, line);
    const tier = isTier(record.tier) ? record.tier : null;
    if (isFiltered && !lineMatches(plan.sampleFilter, text, () => entry?.origin ?? "collected")) skips.add("filter");
    else if (isFiltered && plan.tiers.length > 0 && (tier === null || !plan.tiers.includes(tier))) skips.add("tier");
    else {
      const check = isFiltered ? findCheck(line) : null;
      if (check === null) samples.push({ record, text, tier, entry });
      else skips.add(`check:${check}`);
    }
  }
  return samples;
}

/** By the rules for incoming lines, as every list and export judges them: `createSampleJudge`. */
function parseSample({ validator, input }: Reading, text: string): ParsedRecord | null {
  const { valid, parsed } = validator.validateLine(text, "training_sample");
  if (valid) return parsed;
  if (input.strict || parsed === null || validator.validateParsed(parsed, "auto", text.length).valid) return null;
  return parsed;
}

function findEntry({ log }: Reading, line: Line): SampleEntry | undefined {
  const { samples } = log.state;
  return samples.size === 0 ? undefined : samples.findByLine(keyOfHash(hashLine(recordBytes(line.bytes))));
}

/** The items of targets that read the dataset. */
export async function* readSampleItems(reading: Reading): ItemSlices {
  const { takes } = reading.plan.target;
  const best = takes === "prompt" ? await findBestOfPrompts(reading) : null;
  let ordinal = 0;
  for await (const samples of readSamples(reading)) {
    const placed: Placed[] = [];
    for (const sample of samples) {
      const exchange = toExchange(sample.record);
      if (best !== null && best.get(promptKey(exchange)) !== ordinal++) reading.skips.add("same_prompt");
      else placed.push(await place(reading, sample, exchange));
    }
    yield placed;
  }
}

/** The items of some lines of the dataset, for targets whose items depend on no other line. */
export async function toSampleItems(reading: Reading, records: readonly TextLine[]): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const sample of pickSamples(reading, records, true)) placed.push(await place(reading, sample, toExchange(sample.record)));
  return placed;
}

async function place(reading: Reading, sample: LiveSample, { prompt, completion }: Exchange): Promise<Placed> {
  const item = await toItem(reading, sample, { prompt: withSystem(prompt, reading.plan.system), completion });
  return { item, taskId: taskOf(sample.record) };
}

async function toItem(
  reading: Reading,
  sample: LiveSample,
  { prompt, completion }: Exchange,
): Promise<SampleItem | PromptItem | RecordItem> {
  const origin = await readOrigin(reading, sample);
  switch (reading.plan.target.takes) {
    case "prompt":
      return { ...origin, prompt, reference: answerText(completion) };
    case "record":
      return { ...origin, prompt, record: sample.record, line: sample.text };
    default:
      return { ...origin, prompt, completion, quality: qualityOf(sample.record) };
  }
}

const answerText = (completion: Exchange["completion"]) => {
  const last = completion.findLast(({ role }) => role === "assistant");
  return last === undefined ? "" : textOf(last);
};

export function qualityOf({ validation }: ParsedRecord): number | null {
  const { quality_score: score } = toObject(validation);
  return typeof score === "number" ? score : null;
}

const textOrNone = (value: unknown) => (typeof value === "string" ? value : "");

export async function readOrigin(reading: Reading, { record, tier, entry }: LiveSample): Promise<Origin> {
  return {
    id: textOrNone(record.sample_id),
    recordId: textOrNone(record.source_trace_id),
    engineId: textOrNone(record.engine_id),
    tier,
    decidedBy: await readDecider(reading, entry),
    tags: splitTags(joinTags(record.tags)),
  };
}

async function readDecider({ log }: Reading, entry: SampleEntry | undefined): Promise<string> {
  if (entry === undefined) return "collected";
  if (entry.comparison === null || entry.position === null) return readLastActor(log, entry);
  return log.state.candidate(entry.comparison, entry.position).by ?? (entry.origin === "auto" ? "auto" : "person");
}

const tierRank: Record<Tier, number> = { gold: 3, silver: 2, bronze: 1 };

/** Of each prompt the best sample, as its place among the wanted ones: by tier, then quality; the first of equal ones. One more pass. */
async function findBestOfPrompts(reading: Reading): Promise<ReadonlyMap<string, number>> {
  const best = new Map<string, { ordinal: number; rank: number; quality: number }>();
  let ordinal = 0;
  // Counts and progress are those of the second pass.
  for await (const samples of readSamples({ ...reading, skips: uncounted, onSlice: () => {} })) {
    for (const { record, tier } of samples) {
      const key = promptKey(toExchange(record));
      const rank = tier === null ? 0 : tierRank[tier];
      const quality = qualityOf(record) ?? 0;
      const known = best.get(key);
      if (known === undefined || rank > known.rank || (rank === known.rank && quality > known.quality))
        best.set(key, { ordinal, rank, quality });
      ordinal++;
    }
  }
  return new Map([...best].map(([key, { ordinal: place }]) => [key, place]));
}

function promptKey({ prompt }: Exchange): string {
  return keyOfHash(hashLine(Buffer.from(JSON.stringify(prompt.map((turn) => [turn.role, textOf(turn)])), "utf8")));
}
