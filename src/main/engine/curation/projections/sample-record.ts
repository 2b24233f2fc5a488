/** A sample's line, parsed. Invalid lines may be kept, so nothing about its fields is certain. */
export type SampleRecord = Record<string, unknown>;

export const objectOf = (value: unknown): SampleRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as SampleRecord) : {};

/** @returns an empty record for a line that is not a JSON object. */
export function parseSampleRecord(line: string): SampleRecord {
  try {
    return objectOf(JSON.parse(line));
  } catch {
    return {};
  }
}

/** The candidate that a sample was made of, with the ids its line gives. */
export function getCandidateName(record: SampleRecord, comparison: string, position: number) {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return { comparison, position, comparisonId: text(record.source_trace_id), engineId: text(record.engine_id) };
}
