import { type ComparisonDetail, type ComparisonRow, promotedRef } from "../../../contract/index.ts";
import { createMask, toSealedMessages } from "../queries/mask.ts";

/** A comparison as a queue shows it: its candidates in the queue's order, under the queue's key. @param shown recorded positions, as shown. */
export function toShownDetail(detail: ComparisonDetail, key: string, shown: readonly number[]): ComparisonDetail {
  const at = (position: number) => shown.indexOf(position);
  const { recordedWinner, winnerPosition, rank } = detail;
  return {
    ...detail,
    key,
    candidates: shown.flatMap((recorded, position) => {
      const candidate = detail.candidates[recorded];
      return candidate === undefined ? [] : [{ ...candidate, position }];
    }),
    recordedWinner: recordedWinner && { ...recordedWinner, position: at(recordedWinner.position) },
    winnerPosition: winnerPosition === null ? null : at(winnerPosition),
    rank: rank?.map((group) => group.map(at).sort((one, other) => one - other)) ?? null,
  };
}

/** Which free texts were written in the queue itself; others may name engines. */
export interface OwnTexts {
  note: boolean;
  reasons: boolean;
  tags: boolean;
}

/**
 * What a sealed comparison shows. Made of what may be known, so that a field that is added elsewhere stays hidden. Of decisions, only a person's.
 * @param detail as shown.
 */
export function toSealedDetail(detail: ComparisonDetail, isMasked: boolean, own: OwnTexts): ComparisonDetail {
  const mask = isMasked ? createMask(detail.candidates.map(({ engineId }) => engineId)) : (text: string) => text;
  const conversation = (messages: ComparisonDetail["messages"]) =>
    messages === undefined ? {} : { messages: toSealedMessages(messages, mask) };
  const isOutcomeOwn = detail.outcome !== null && detail.outcomeBy !== "agent";
  const isRankOwn = detail.rankBy === "person";
  return {
    key: detail.key,
    comparisonId: "",
    query: mask(detail.query),
    ...conversation(detail.messages),
    candidates: detail.candidates.map(({ position, output, messages, tier, rejected, decidedBy }) => {
      const isOwn = decidedBy === "person";
      return {
        position,
        engineId: "",
        output: mask(output),
        latencyMs: null,
        quality: null,
        ...conversation(messages),
        tier: isOwn ? tier : null,
        rejected: isOwn && rejected,
        sampleRef: isOwn && tier !== null ? promotedRef(detail.key, position) : null,
        decidedBy: isOwn ? "person" : null,
      };
    }),
    recordedWinner: null,
    outcome: isOutcomeOwn ? detail.outcome : null,
    ...(isOutcomeOwn ? { outcomeBy: "person" } : {}),
    winnerPosition: isOutcomeOwn ? detail.winnerPosition : null,
    note: own.note ? detail.note : "",
    rank: isRankOwn ? detail.rank : null,
    rankBy: isRankOwn ? "person" : null,
    flagged: detail.flagged,
    reasons: own.reasons ? detail.reasons : [],
    tags: own.tags ? detail.tags : [],
    done: detail.done,
    reviewed: detail.reviewed,
    raw: "",
    sealed: true,
  };
}

/** The list's row of a sealed comparison. @param marks what persons decided about it. */
export function toSealedRow(
  row: ComparisonRow,
  key: string,
  isMasked: boolean,
  marks: Pick<ComparisonRow, "reviewed" | "tiers" | "outcome" | "ranked" | "flagged" | "done">,
): ComparisonRow {
  const { reviewed, tiers, outcome, ranked, flagged, done } = marks;
  return {
    key,
    comparisonId: "",
    queryHead: isMasked ? createMask(row.engines)(row.queryHead) : row.queryHead,
    candidates: row.candidates,
    engines: [],
    winner: null,
    reviewed,
    tiers,
    outcome,
    ranked,
    flagged,
    done,
  };
}
