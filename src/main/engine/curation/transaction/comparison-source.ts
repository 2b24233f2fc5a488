import { AssayError, isConversation, type Message } from "../../../../contract/index.ts";
import { toObject } from "../../base/json-value.ts";
import type { CandidateSource } from "./sample-line.ts";

/** A comparison as recorded. Invalid lines may be kept, so its fields are checked before use. */
export interface RecordedComparison {
  key: string;
  comparisonId: string;
  raw: string;
  record: { query: unknown; candidates: readonly unknown[]; winner?: unknown; messages?: unknown };
}

const numberOrNull = (value: unknown) => (typeof value === "number" ? value : null);

/** The engine of a candidate. @throws AssayError invalid_argument if there is no such position. */
export function engineAt(comparison: RecordedComparison, position: number): string {
  const { candidates } = comparison.record;
  if (position >= candidates.length) {
    throw new AssayError(
      "invalid_argument",
      `Comparison ${comparison.comparisonId} has ${candidates.length} candidates; there is none at position ${position}.`,
      { fix: `Positions go from 0 to ${candidates.length - 1}.` },
    );
  }
  const engineId = toObject(candidates[position]).engine_id;
  return typeof engineId === "string" ? engineId : "";
}

/**
 * What a sample of a candidate is made of.
 * @throws AssayError invalid_argument (no such position), refused (an invalid record without text).
 */
export function getCandidateSource(comparison: RecordedComparison, position: number): CandidateSource {
  const engineId = engineAt(comparison, position);
  const { query, candidates, winner, messages } = comparison.record;
  const candidate = toObject(candidates[position]);
  const { output } = candidate;
  if (typeof query !== "string" || typeof output !== "string") {
    throw new AssayError("refused", `Comparison ${comparison.comparisonId} is not valid: it has no text to make a sample of.`);
  }
  const recorded = getRecordedWinner({ candidates, winner });
  return {
    comparison: comparison.key,
    comparisonId: comparison.comparisonId,
    query,
    position,
    engineId,
    output,
    ...joinConversation(messages, candidate.messages, query, output),
    quality: numberOrNull(toObject(candidate.metrics).quality_score),
    winnerScore: recorded?.position === position ? recorded.score : null,
  };
}

/**
 * The conversation of a candidate: the shared turns, then its own. Where only one side has turns, the flat text of the other is one turn; own turns
 * that begin with the prompt (several prompts were compared) are the whole of it.
 */
function joinConversation(shared: unknown, own: unknown, query: string, output: string): { messages?: Message[] } {
  const before = isConversation(shared) ? shared : null;
  const after = isConversation(own) ? own : null;
  if (before === null && after === null) return {};
  if (before === null && after !== null && after[0]?.role !== "assistant") return { messages: [...after] };
  return { messages: [...(before ?? [{ role: "user", content: query }]), ...(after ?? [{ role: "assistant", content: output }])] };
}

/** Position and score of the recorded winner: the first candidate of that engine. null if there is none. */
export function getRecordedWinner({
  candidates,
  winner,
}: Pick<RecordedComparison["record"], "candidates" | "winner">): { position: number; score: number | null } | null {
  if (winner === undefined) return null;
  const { engine_id: winnerId, score } = toObject(winner);
  const position = candidates.findIndex((one) => toObject(one).engine_id === winnerId);
  return position < 0 ? null : { position, score: numberOrNull(score) };
}
