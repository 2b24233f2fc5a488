import type { Line } from "../../lines/forwards.ts";
import { recordBytes } from "../../lines/line-bytes.ts";
import type { SchemaValidator } from "../../validator/schema-validator.ts";

/** Whether a line of the dataset file is a sample. What is not stays in the file, and is in no answer and no export. */
export type IsSample = (line: Line) => boolean;

/**
 * Judges lines of the dataset file by the rules for lines that come in.
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
