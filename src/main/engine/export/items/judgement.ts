import type { Message, Tier } from "../../../../contract/index.ts";
import { toObject } from "../../base/json-value.ts";
import type { ComparisonState } from "../../curation/state/comparison-state.ts";
import { computeWorth, levels } from "../../curation/state/verdict.ts";
import { getRecordedWinner } from "../../curation/transaction/comparison-source.ts";
import type { ParsedRecord } from "../../validator/schema-validator.ts";
import { toTurns } from "./conversation.ts";

/** One answer of a comparison, with what is decided about it. */
export interface Answer {
  position: number;
  engineId: string;
  completion: readonly Message[];
  /** 0 to 1, as recorded; of the recorded winner its score as winner, where it has none of its own. */
  score: number | null;
  tier: Tier | null;
  rejected: boolean;
  /** The sample made of it, if it is in the dataset. */
  sample: string | null;
  /** How good it was judged, `levels`; 0 where the record alone orders the answers. */
  level: number;
}

/** What orders the answers of a comparison, or why nothing does. */
export type Verdict = "ordered" | "tie" | "both_bad" | "no_order";

export interface Judgement {
  verdict: Verdict;
  /** Whether somebody's decisions order them, and not the record. */
  isDecided: boolean;
  /** "person", "agent", "auto" (a tier by score), or "judge" (the record). */
  decidedBy: string;
  /** By position. */
  answers: readonly Answer[];
  /** Best first; answers of one rank are equal. Two ranks at least when `verdict` is "ordered", else none. */
  ranks: readonly (readonly Answer[])[];
  /** Position of the winner that was set, or else recorded. */
  winner: number | null;
}

/**
 * Reads what is decided about a comparison. What a person or an agent decided, and has not taken back, counts alone; the record's winner and
 * scores count where there is nothing of that. A skip decides nothing, and neither does a tier that generation gave by score.
 */
export function judge(record: ParsedRecord, state: ComparisonState | undefined): Judgement {
  const candidates = Array.isArray(record.candidates) ? record.candidates : [];
  const named = getRecordedWinner({ candidates, winner: record.winner });
  // "Won" by 0 is how some judges write a draw (HelpSteer3).
  const recorded = named?.score === 0 ? null : named;
  const decider = findDecider(state);
  const answers = candidates.map((candidate, position) => toAnswer(toObject(candidate), position, state, recorded));
  if (decider !== null && state !== undefined) return byDecisions(answers, state, decider);
  return byRecord(answers, recorded?.position ?? null);
}

function findDecider(state: ComparisonState | undefined): "person" | "agent" | null {
  if (state === undefined) return null;
  const deciders = [...state.candidates.values()].flatMap(({ by, tier, rejected }) => (tier !== null || rejected ? [by] : []));
  if (state.outcome !== null && state.outcome !== "skipped") deciders.push(state.outcomeBy);
  deciders.push(state.marks.rankBy);
  if (deciders.includes("person")) return "person";
  return deciders.includes("agent") ? "agent" : null;
}

function toAnswer(
  { engine_id: engineId, output, messages, metrics }: Record<string, unknown>,
  position: number,
  state: ComparisonState | undefined,
  recorded: { position: number; score: number | null } | null,
): Answer {
  const own = toObject(metrics).quality_score;
  const decided = state?.candidates.get(position);
  return {
    position,
    engineId: typeof engineId === "string" ? engineId : "",
    completion: toTurns(messages, "assistant", output),
    score: isScore(own) ? own : recorded?.position === position && isScore(recorded.score) ? recorded.score : null,
    tier: decided?.tier ?? null,
    rejected: decided?.rejected ?? false,
    sample: decided?.sample ?? null,
    level: 0,
  };
}

const isScore = (value: unknown): value is number => typeof value === "number" && value >= 0 && value <= 1;

function byDecisions(answers: readonly Answer[], state: ComparisonState, decidedBy: string): Judgement {
  const base = { isDecided: true, decidedBy, winner: state.outcome === "winner" ? state.winnerPosition : null };
  const worth = computeWorth(state, answers.length);
  if (typeof worth === "string") return { ...base, verdict: worth, answers, ranks: [] };
  const judged = answers.map((answer, position) => ({ ...answer, level: worth[position] ?? levels.rejected }));
  return order(base, judged, ({ position }) => worth[position] ?? null);
}

/**
 * The recorded winner is best. The others stand in the order of their scores where all of them have one, else they are equal. Who has the
 * winner's own score is no worse than the winner.
 */
function byRecord(answers: readonly Answer[], winner: number | null): Judgement {
  const decidedBy = answers.some(({ tier }) => tier !== null) ? "auto" : "judge";
  const base = { isDecided: false, decidedBy, winner };
  const best = winner === null ? null : (answers[winner]?.score ?? null);
  const others = answers.filter(({ position }) => position !== winner);
  const areScored = others.every(({ score }) => score !== null);
  // Without a winner, answers whose score is unknown have no place among the others.
  if (winner === null && !areScored) return order(base, answers, ({ score }) => score);
  const isBest = ({ position, score }: Answer) => position === winner || (best !== null && score === best);
  return order(base, answers, (answer) => (winner !== null && isBest(answer) ? 2 : areScored ? answer.score : 0));
}

/** @param worthOf more is better; null: it is not ordered. */
function order(
  base: Pick<Judgement, "isDecided" | "decidedBy" | "winner">,
  answers: readonly Answer[],
  worthOf: (answer: Answer) => number | null,
): Judgement {
  const byValue = new Map<number, Answer[]>();
  for (const answer of answers) {
    const value = worthOf(answer);
    if (value === null) continue;
    const same = byValue.get(value);
    if (same === undefined) byValue.set(value, [answer]);
    else same.push(answer);
  }
  const ranks = [...byValue].sort(([one], [other]) => other - one).map(([, same]) => same);
  if (ranks.length < 2) return { ...base, verdict: "no_order", answers, ranks: [] };
  return { ...base, verdict: "ordered", answers, ranks };
}
