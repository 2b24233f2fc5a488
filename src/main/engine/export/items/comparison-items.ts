import type { Message, PairPolicy } from "../../../../contract/index.ts";
import type { ComparisonState } from "../../curation/state/comparison-state.ts";
import { readReplacedComparisons } from "../../curation/state/replaced-lines.ts";
import { recordBytes } from "../../lines/line-bytes.ts";
import { joinTags, splitTags } from "../../records/common-fields.ts";
import { hashLine, keyOfHash } from "../../records/line-hash.ts";
import { LineHashSet } from "../../records/line-hash-set.ts";
import type { ParsedRecord } from "../../validator/schema-validator.ts";
import type { Item, LabelledItem, Origin, PairItem, RankedItem } from "../items.ts";
import { comparisonMatches, isOpenFilter } from "./comparison-filter.ts";
import { toTurns, withSystem } from "./conversation.ts";
import { type Answer, type Judgement, judge } from "./judgement.ts";
import { toLabel } from "./labels.ts";
import { computePairs } from "./pairs.ts";
import { type ItemSlices, type Placed, type Reading, readRecords, taskOf } from "./reading.ts";

/** A comparison that the filter lets through, with what orders its answers. */
export interface JudgedComparison {
  key: string;
  record: ParsedRecord;
  prompt: readonly Message[];
  judgement: Judgement;
}

/** How many items each policy would give. */
export type PairCounts = Record<PairPolicy, number>;

/**
 * The items of targets that read comparisons, in the order of their journal.
 * @param counts for targets of pairs: is filled.
 */
export async function* readComparisonItems(reading: Reading, counts: PairCounts): ItemSlices {
  const { input } = reading;
  if (input.comparisons === null) return;
  const seen = new LineHashSet();
  const replaced = await readReplacedComparisons(input.curation.path, reading.log.state.replacements);
  for await (const records of readRecords(reading, input.comparisons)) {
    const placed: Placed[] = [];
    for (const { line, text } of records) {
      reading.records++;
      const hash = hashLine(recordBytes(line.bytes));
      const why = replaced.has(hash) ? "replaced" : seen.add(hash) ? null : "repeated";
      const comparison = why === null ? open(reading, keyOfHash(hash), text) : skip(reading, why);
      if (comparison === null) continue;
      const taskId = taskOf(comparison.record);
      for (const item of toItems(reading, comparison, counts)) placed.push({ item, taskId });
    }
    yield placed;
  }
}

function skip({ skips }: Reading, reason: Parameters<Reading["skips"]["add"]>[0]): null {
  skips.add(reason);
  return null;
}

function open(reading: Reading, key: string, text: string): JudgedComparison | null {
  const { validator, input, plan, log } = reading;
  const { valid, parsed } = validator.validateLine(text, "comparison_result");
  const isUsable = valid || (!input.strict && parsed !== null && Array.isArray(parsed.candidates));
  if (!isUsable || parsed === null) return skip(reading, "not_a_record");
  const state: ComparisonState | undefined = log.state.comparisons.get(key);
  if (
    !comparisonMatches(plan.comparisonFilter, parsed, state, {
      inConflict: log.state.reviewers.isConflict(key),
      isJudged: reading.isJudged(key),
    })
  )
    return skip(reading, "filter");
  const prompt = withSystem(toTurns(parsed.messages, "user", parsed.query), plan.system);
  return { key, record: parsed, prompt, judgement: judge(parsed, state) };
}

function toItems(reading: Reading, comparison: JudgedComparison, counts: PairCounts): Item[] {
  switch (reading.plan.target.takes) {
    case "pair":
      return toPairs(reading, comparison, counts);
    case "ranked":
      return toRanked(reading, comparison);
    default:
      return toLabelled(reading, comparison);
  }
}

function toOrigin({ key, record, judgement }: JudgedComparison, { engineId, tier }: Answer): Origin {
  return {
    id: key,
    recordId: typeof record.comparison_id === "string" ? record.comparison_id : "",
    engineId,
    tier,
    decidedBy: judgement.decidedBy,
    tags: splitTags(joinTags(record.tags)),
  };
}

/** Whether a best answer is of a wanted tier. */
export const isWanted = ({ plan }: Reading, { tier }: Pick<Answer, "tier">) =>
  plan.tiers.length === 0 || (tier !== null && plan.tiers.includes(tier));

function toPairs(reading: Reading, comparison: JudgedComparison, counts: PairCounts): PairItem[] {
  const { plan } = reading;
  const { judgement, prompt } = comparison;
  if (judgement.verdict !== "ordered") {
    reading.skips.add(judgement.verdict);
    return [];
  }
  const reaches = (margin: number | null) => plan.minMargin === 0 || (margin !== null && margin >= plan.minMargin);
  for (const policy of Object.keys(counts) as PairPolicy[])
    counts[policy] += computePairs(judgement, policy).filter(({ chosen, margin }) => isWanted(reading, chosen) && reaches(margin)).length;
  const items: PairItem[] = [];
  for (const { chosen, rejected, margin } of computePairs(judgement, plan.pairs)) {
    if (!isWanted(reading, chosen)) reading.skips.add("tier");
    else if (!reaches(margin)) reading.skips.add("min_margin");
    else items.push({ ...toOrigin(comparison, chosen), prompt, chosen: chosen.completion, rejected: rejected.completion, margin });
  }
  return items;
}

function toRanked(reading: Reading, comparison: JudgedComparison): RankedItem[] {
  const { judgement, prompt } = comparison;
  const best = judgement.ranks[0]?.[0];
  if (best === undefined) reading.skips.add(judgement.verdict === "ordered" ? "no_order" : judgement.verdict);
  else if (!isWanted(reading, best)) reading.skips.add("tier");
  else {
    const answers = judgement.ranks.flatMap((answers, rank) =>
      answers.map(({ completion, engineId, score }) => ({ completion, engineId, rank: rank + 1, score })),
    );
    return [{ ...toOrigin(comparison, best), prompt, answers }];
  }
  return [];
}

function toLabelled(reading: Reading, comparison: JudgedComparison): LabelledItem[] {
  const { plan, log, skips } = reading;
  const { judgement, prompt } = comparison;
  const isUnfiltered = isOpenFilter(plan.comparisonFilter);
  return judgement.answers.flatMap((answer) => {
    const label = toLabel(answer, judgement, plan.ties);
    // What somebody wrote in its place is what is wanted: the sample gives that.
    const isEdited = isUnfiltered && answer.sample !== null && log.state.samples.get(answer.sample)?.edited === true;
    if (label === null || (label && isEdited)) {
      if (label === null) skips.add(judgement.verdict === "tie" ? "tie" : "no_label");
      return [];
    }
    if (label && !isWanted(reading, answer)) {
      skips.add("tier");
      return [];
    }
    return [{ ...toOrigin(comparison, answer), prompt, completion: answer.completion, label }];
  });
}
