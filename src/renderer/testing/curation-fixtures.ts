import type { ComparisonDetail, CurationAnswer } from "../../contract/index.ts";

/** A comparison of three candidates, two of the same engine, with nothing decided; for tests. */
export function undecided(key = "a".repeat(24)): ComparisonDetail {
  const candidate = (position: number, engineId: string) => ({
    position,
    engineId,
    output: `answer ${position}`,
    latencyMs: null,
    quality: null,
    tier: null,
    rejected: false,
    sampleRef: null,
    decidedBy: null,
  });
  return {
    key,
    comparisonId: "c-1",
    query: "which?",
    candidates: [candidate(0, "x"), candidate(1, "y"), candidate(2, "x")],
    recordedWinner: { engineId: "x", score: 0.9, position: 0, ambiguous: true },
    outcome: null,
    winnerPosition: null,
    note: "",
    rank: null,
    rankBy: null,
    flagged: false,
    reasons: [],
    tags: [],
    done: false,
    reviewed: false,
    raw: "{}",
  };
}

/** What the engine answers once a decision is on disk; for tests. */
export function answerOf(description: string): CurationAnswer {
  return { state: { canUndo: true, canRedo: false, undoes: description, redoes: "", decisions: 1 }, description, comparisons: [] };
}
