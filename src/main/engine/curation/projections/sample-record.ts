import { parseObject } from "../../base/json-value.ts";
import type { Line } from "../../lines/forwards.ts";
import { recordBytes } from "../../lines/line-bytes.ts";
import type { SchemaValidator } from "../../validator/schema-validator.ts";

/** A sample's line, parsed. Invalid lines may be kept, so nothing about its fields is certain. */
export type SampleRecord = Record<string, unknown>;

/** @returns an empty record for a line that is not a JSON object. */
export function parseSampleRecord(line: string): SampleRecord {
  return parseObject(line) ?? {};
}

/** The candidate that a sample was made of, with the ids its line gives. */
export function getCandidateName(record: SampleRecord, comparison: string, position: number) {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return { comparison, position, comparisonId: text(record.source_trace_id), engineId: text(record.engine_id) };
}

/** Whether a line of the dataset file is a sample. Other lines stay in the file and out of every answer and export. */
export type IsSample = (line: Line) => boolean;

/**
 * Judges lines of the dataset file by the rules for incoming lines.
 * @param strict `json_engine.strict_validation`. Without it any object is a sample, unless it is a valid record of another kind.
 */
export function createSampleJudge(validator: SchemaValidator, strict: boolean): IsSample {
  return (line) => {
    const text = recordBytes(line.bytes).toString("utf8");
    const { valid, parsed } = validator.validateLine(text, "training_sample");
    if (valid || strict || parsed === null) return valid;
    return !validator.validateParsed(parsed, "auto", text.length).valid;
  };
}
