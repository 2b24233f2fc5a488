/** View-state names of what is compared; each is in the address of Engines. */
export const comparedNames = {
  a: "engines.compare.a",
  b: "engines.compare.b",
  /** One engine in two periods. */
  periods: "engines.compare.periods",
  /** Where the second period starts, in Unix seconds. */
  since: "engines.compare.since",
} as const;

/** Of why slow, and failures: the engine, null for all; where slow begins. Each is in the address of Engines. */
export const whyNames = { engine: "engines.why.engine", percentile: "engines.why.percentile", overMs: "engines.why.overMs" } as const;

/** Of win rates. */
export const winNames = { source: "engines.wins.source", style: "engines.wins.style", detailed: "engines.wins.detailed" } as const;
