import type { Origin } from "./filter.ts";

/** Where a sample came from, in a word. */
export const originWords: Record<Origin, string> = { collected: "Collected", person: "Promoted", auto: "Generated" };
