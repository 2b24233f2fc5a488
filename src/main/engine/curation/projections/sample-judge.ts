import type { Line } from "../../lines/forwards.ts";
import { recordBytes } from "../../lines/line-bytes.ts";
import type { SchemaValidator } from "../../validator/schema-validator.ts";

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
