/** An execution of this moment, as a line. */
export const makeExecution = (id: string, engine: string): string =>
  `${JSON.stringify({
    schema_version: 1,
    trace_id: id,
    engine_id: engine,
    timestamp: Math.floor(Date.now() / 1000),
    input: "x".repeat(100),
    output: "o",
    metrics: { latency_ms: 5 + (Date.now() % 1000), success: true },
  })}\n`;

/** A comparison, as a line. */
export const makeComparison = (id: string): string =>
  `${JSON.stringify({
    schema_version: 1,
    comparison_id: id,
    query: "Which?",
    candidates: [
      { engine_id: "a", output: "this" },
      { engine_id: "b", output: "that" },
    ],
    winner_engine_id: null,
    timestamp: Math.floor(Date.now() / 1000),
  })}\n`;
