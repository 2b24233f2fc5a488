import { type ComparisonFilter, foldText, isReviewed } from "../../../../contract/index.ts";
import { toObject } from "../../base/json-value.ts";
import type { ComparisonState } from "../../curation/state/comparison-state.ts";
import { commonFields, joinTags, splitTags } from "../../records/common-fields.ts";
import { indexedHead } from "../../records/indexed-texts.ts";
import type { ParsedRecord } from "../../validator/schema-validator.ts";

/** What the decisions say of its key: whether people differ about it, and whether the filter's `disagrees` lets it through. */
export interface KeyedBy {
  inConflict: boolean;
  isJudged: boolean;
}

/**
 * Whether a comparison's line matches a filter: the same answer as the list's SQL (queries/comparisons.ts), so that a list and an export of one
 * filter hold the same comparisons.
 */
export function comparisonMatches(
  filter: ComparisonFilter,
  record: ParsedRecord,
  state: ComparisonState | undefined,
  { inConflict, isJudged }: KeyedBy = { inConflict: false, isJudged: false },
): boolean {
  const candidates = (Array.isArray(record.candidates) ? record.candidates : []).map(toObject);
  const winner = record.winner === undefined ? null : toObject(record.winner);
  if (filter.hasWinner !== undefined && filter.hasWinner !== (winner !== null)) return false;
  const score = typeof winner?.score === "number" ? winner.score : null;
  if (filter.minScore !== undefined && !(score !== null && score >= filter.minScore)) return false;
  if (filter.maxScore !== undefined && !(score !== null && score <= filter.maxScore)) return false;
  const { engines = [], tag, text } = filter;
  if (engines.length > 0 && !candidates.some(({ engine_id }) => engines.some((engine) => engine === engine_id))) return false;
  if (filter.conflict !== undefined && filter.conflict !== inConflict) return false;
  if (filter.disagrees !== undefined && !isJudged) return false;
  if (filter.reviewed !== undefined && filter.reviewed !== (state !== undefined && isReviewed(state))) return false;
  if (tag !== undefined && ![...splitTags(joinTags(record.tags)), ...(state?.marks.tags ?? [])].includes(tag)) return false;
  if (!matchesMarks(filter, state) || !matchesMargin(filter, candidates)) return false;
  if (filter.pair !== undefined && !filter.pair.every((engine) => candidates.some(({ engine_id }) => engine_id === engine))) return false;
  if (filter.sourceFile !== undefined && commonFields(record).source_file !== filter.sourceFile) return false;
  if (text === undefined || text === "") return true;
  const wanted = foldText(text);
  const searched = [head(record.query), record.comparison_id, ...candidates.map(({ output }) => head(output))];
  return searched.some((value) => typeof value === "string" && foldText(value).includes(wanted));
}

function matchesMarks({ flagged, noted }: ComparisonFilter, state: ComparisonState | undefined): boolean {
  if (flagged !== undefined && flagged !== (state?.marks.flagged ?? false)) return false;
  return noted === undefined || noted === (state?.note != null);
}

function matchesMargin({ minMargin, maxMargin }: ComparisonFilter, candidates: readonly Record<string, unknown>[]): boolean {
  if (minMargin === undefined && maxMargin === undefined) return true;
  const [best, second] = candidates
    .flatMap(({ metrics }) => {
      const { quality_score: quality } = toObject(metrics);
      return typeof quality === "number" ? [quality] : [];
    })
    .sort((one, other) => other - one);
  if (best === undefined || second === undefined) return false;
  const margin = best - second;
  return (minMargin === undefined || margin >= minMargin) && (maxMargin === undefined || margin <= maxMargin);
}

const head = (text: unknown) => (typeof text === "string" ? indexedHead(text) : null);

/** Whether a filter lets every comparison through. */
export const isOpenFilter = (filter: ComparisonFilter) =>
  Object.values(filter).every((value) => value === undefined || value === "" || (Array.isArray(value) && value.length === 0));
