import { type Decisions, getTiers, isReviewed, noMarks, toDecision, toDetailMarks } from "../../../../contract/index.ts";
import type { ReviewsInForce } from "../../queries/comparison-rows.ts";
import { joinTags } from "../../records/common-fields.ts";
import type { Row } from "../../records/csv-row.ts";
import type { reviewColumns } from "../../records/index-columns.ts";
import type { ComparisonState } from "./comparison-state.ts";
import type { CurationLog } from "./curation-log.ts";
import type { LogState } from "./log-state.ts";

/** What is decided about a comparison, or its second look by `repeatName`, as `comparisons.get` answers it. */
export async function readDecisions(log: CurationLog, key: string): Promise<Decisions> {
  const state = log.state.decided(key);
  if (!state) return { candidates: new Map(), outcome: null, winnerPosition: null, note: "", reviewed: false, ...toDetailMarks(noMarks) };
  const candidates = [...state.candidates].flatMap(([position, candidate]) =>
    candidate.tier === null && !candidate.rejected ? [] : [[position, toDecision(candidate)] as const],
  );
  const { outcome, outcomeBy, winnerPosition } = state;
  const verdicts = log.state.reviewers.verdicts(key);
  return {
    candidates: new Map(candidates),
    outcome,
    ...(outcomeBy === null ? {} : { outcomeBy }),
    winnerPosition,
    note: await log.readNote(key),
    ...(verdicts.length === 0 ? {} : { verdicts: [...verdicts] }),
    reviewed: isReviewed(state),
    ...toDetailMarks(state.marks),
  };
}

type ReviewFields = NonNullable<ReturnType<ReviewsInForce["get"]>> & Omit<Row<typeof reviewColumns>, "key">;

/** What lists show and filter of a comparison's decisions: a row of `reviews` without its key. */
export function toReviewFields(state: ComparisonState): ReviewFields {
  const { outcome, marks, note } = state;
  return {
    reviewed: isReviewed(state),
    outcome,
    tiers: getTiers(state).join(","),
    ranked: marks.rank !== null,
    flagged: marks.flagged,
    done: marks.done,
    noted: note !== null,
    reasons: joinTags(marks.reasons),
    tags: joinTags(marks.tags),
  };
}

/** What the log says about comparisons, in the words of a list's row. */
export function reviewsInForce(state: LogState): ReviewsInForce {
  const reviewedKeys: string[] = [];
  for (const [key, decided] of state.comparisons) if (isReviewed(decided)) reviewedKeys.push(key);
  return {
    reviewedKeys,
    get: (key) => {
      const decided = state.comparisons.get(key);
      if (!decided) return undefined;
      return toReviewFields(decided);
    },
  };
}
