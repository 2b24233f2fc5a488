/** A sample's line as JSON.parse gives it: lines may be kept although invalid, so nothing in it is certain. */
export type SampleRecord = Record<string, unknown>;

export const objectOf = (value: unknown): SampleRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as SampleRecord) : {};

/** Empty for a line that is no JSON object. */
export function recordOfLine(line: string): SampleRecord {
  try {
    return objectOf(JSON.parse(line));
  } catch {
    return {};
  }
}

/** The candidate that a sample of Assay's own making says it was made of. */
export function candidateNameIn(record: SampleRecord, comparison: string, position: number) {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return { comparison, position, comparisonId: text(record.source_trace_id), engineId: text(record.engine_id) };
}
