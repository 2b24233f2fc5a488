import type { Candidate } from "../../../contract/index.ts";

/** The sample of the candidate in focus, or else of the first that is in the dataset; null where none is. */
export function findSample(candidates: readonly Pick<Candidate, "position" | "sampleRef">[], focused: number): string | null {
  const own = candidates.find(({ position }) => position === focused)?.sampleRef ?? null;
  return own ?? candidates.find(({ sampleRef }) => sampleRef !== null)?.sampleRef ?? null;
}
