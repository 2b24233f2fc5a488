import type { Candidate, ComparisonDetail } from "../../../contract/index.ts";

interface Shown extends Pick<ComparisonDetail, "sealed"> {
  candidates: readonly Pick<Candidate, "position" | "sampleRef">[];
}

/** The sample of the candidate in focus, or else of the first that is in the dataset; null where none is, and while the comparison is sealed. */
export function findSample({ sealed, candidates }: Shown, focused: number): string | null {
  if (sealed === true) return null;
  const own = candidates.find(({ position }) => position === focused)?.sampleRef ?? null;
  return own ?? candidates.find(({ sampleRef }) => sampleRef !== null)?.sampleRef ?? null;
}
