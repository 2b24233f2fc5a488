import { AssayError, type ImportKind } from "../../../../contract/index.ts";
import { isObject } from "../../base/json-value.ts";
import { formatCommand } from "../../base/program.ts";
import type { Sample } from "../../dialects/dialect.ts";
import { type Detected, detectDialects, minConfidence } from "../../dialects/dialects.ts";
import { proposeMapping } from "../../dialects/propose.ts";
import type { SchemaValidator } from "../../validator/schema-validator.ts";
import type { ConversionPlan } from "./plan.ts";
import { type FileSample, sampledRows } from "./read-sample.ts";

/** How a file's rows are taken: as records of ours, or converted. */
export type FileReading =
  | { type: "native" }
  /** `detected`: what it was taken for, where the plan's dialect is that. */
  | { type: "convert"; plan: ConversionPlan; detected: Detected | null };

export interface ReadingOptions {
  kind: ImportKind;
  /** What a person chose; null: whatever it is taken for. */
  plan: ConversionPlan | null;
  /** Answers for a dialect that was detected. */
  answers?: ConversionPlan["answers"];
}

/**
 * Decides by its first rows what a file is. Rows of ours, one valid among them, are taken as they are; otherwise the dialect with the highest
 * confidence converts them.
 * @param sample of a file that holds rows at all.
 * @param isStrict whether a short file of other rows is not taken for broken lines of ours: it came out of a container, or nobody named it.
 * @throws AssayError unrecognised when it is neither: none of its first rows is a record, and going on would fill quarantine.
 */
export function chooseReading(
  validator: SchemaValidator,
  sample: Sample & FileSample,
  { kind, plan, answers = {} }: ReadingOptions,
  isStrict: boolean,
): FileReading {
  if (plan !== null) {
    const [best] = detectDialects(sample);
    const isAccepted = best?.dialect.name === plan.dialect && best.confidence >= minConfidence;
    return { type: "convert", plan, detected: isAccepted ? best : null };
  }
  const isAnyValid = sample.texts.some((text) => validator.validateLine(text.trim(), kind).valid);
  if (isAnyValid || sample.texts.length === 0) return { type: "native" };
  if (kind === "auto") {
    const [best] = detectDialects(sample);
    if (best !== undefined && best.confidence >= minConfidence)
      return { type: "convert", plan: { dialect: best.dialect.name, answers }, detected: best };
  }
  if (sample.texts.length < sampledRows && !isStrict && !areForeign(sample)) return { type: "native" };
  throw unrecognised(validator, sample, kind);
}

/** Keys that only records of ours have. */
const ownKeys = ["schema_version", "trace_id", "engine_id", "comparison_id", "candidates", "sample_id", "source_trace_id"];

/** Whether a short file is another program's, and no broken records: objects without a key of ours, with fields that a mapping can be made of. */
function areForeign({ texts, values }: FileSample): boolean {
  const isForeign = (row: unknown) => isObject(row) && !ownKeys.some((key) => Object.hasOwn(row, key));
  return values.length === texts.length && values.every(isForeign) && Object.keys(proposeMapping(values).mapping).length > 1;
}

function unrecognised(validator: SchemaValidator, { name, texts }: Sample & FileSample, kind: ImportKind): AssayError {
  const verdict = validator.validateLine(texts[0]?.trim() ?? "", kind);
  const finding = verdict.valid ? undefined : verdict.findings[0];
  const rows = texts.length === 1 ? "Its only row is not" : `None of its first ${texts.length} rows is`;
  return new AssayError(
    "unrecognised",
    `${name} was not recognised. ${rows} a record: ${finding?.message ?? "nothing fits"} Nothing of it was taken.`,
    {
      where: name,
      fix: `Map its fields under Import. On the command line, ${formatCommand("import FILE --dry-run")} shows what is proposed.`,
    },
  );
}
