import type { FieldUse, MappingContext, Outcome, Proof, Row } from "./dialect.ts";
import { digest, type SampleDraft, type Turn, toSample, toText } from "./drafts.ts";
import { asSeconds } from "./times.ts";

/** Samples out of training sets, which keep no ratings and no times. */

/** Quality of an answer that nobody rated: the schema requires one, and 0.5 is the least of the bronze tier. */
const unratedQuality = 0.5;

export const createdAtUse: FieldUse = {
  from: "(the file)",
  to: "created_at",
  unit: "seconds",
  note: "The set keeps no times: when the file was last written, or the time given for it.",
};

export const unratedUse: FieldUse = {
  from: "(nothing)",
  to: "validation.quality_score",
  note: 'Not rated: 0.5, tier bronze, not validated, tag "unrated".',
};

/** The use of a label of wanted and unwanted answers. */
export const labelUse = (from: string): FieldUse => ({
  from,
  to: "validation.quality_score",
  note: 'true: 1, gold. false: 0, bronze, tag "unwanted": no example of a good answer. A person said so: validated.',
});

export interface TrainingRow {
  input: string;
  output: string;
  messages?: readonly Turn[] | undefined;
  /** 0 to 1, where somebody rated it. */
  quality?: number | undefined;
  /** Whether a person rated it. */
  validated?: boolean | undefined;
  /** Whether a person wants such answers: instead of a rating. */
  label?: boolean | undefined;
  tags?: readonly string[];
  /** Names the row where ids are unique; in most sets they are not, and a digest of the row names it. */
  id?: string | undefined;
  /** Unix seconds, where the set has them. */
  createdAt?: number | undefined;
  proofs?: readonly Proof[];
}

/** A sample of one row, or the question when it was made. */
export function toTrainingOutcome(context: MappingContext, row: Row, sample: TrainingRow): Outcome {
  const createdAt = asSeconds(sample.createdAt) ?? context.answers.timestamp ?? context.fileTimeSeconds;
  if (createdAt === undefined) return { type: "ask", rows: [row.number], asks: ["timestamp"] };
  const id = sample.id ?? digest(row.value);
  const quality = sample.label === undefined ? sample.quality : Number(sample.label);
  const tags = [
    ...(sample.tags ?? []),
    ...(quality === undefined ? ["unrated"] : []),
    ...(sample.label === false ? ["unwanted"] : []),
    ...(hasPlaceholder(sample) ? ["unfilled_placeholders"] : []),
  ];
  const record = toSample({
    sample_id: id,
    created_at: createdAt,
    source_trace_id: id,
    tier: tierOf(quality ?? unratedQuality),
    input: sample.input,
    output: sample.output,
    messages: sample.messages,
    quality: quality ?? unratedQuality,
    validated: sample.validated ?? sample.label !== undefined,
    tags: tags.length > 0 ? tags : undefined,
  });
  return {
    type: "record",
    kind: "training_sample",
    record,
    rows: [row.number],
    ...(sample.id === undefined ? {} : { id }),
    ...(context.explain && sample.proofs ? { proofs: sample.proofs } : {}),
  };
}

/** By the thresholds that a new workspace has. */
export function tierOf(quality: number): SampleDraft["tier"] {
  return quality >= 0.9 ? "gold" : quality >= 0.75 ? "silver" : "bronze";
}

/** `{{name}}` that nobody filled in: must not be trained on as it is. */
function hasPlaceholder({ input, output, messages }: TrainingRow): boolean {
  const pattern = /\{\{\s*\w+\s*\}\}/;
  return pattern.test(output) || pattern.test(input) || (messages ?? []).some(({ content }) => pattern.test(toText(content)));
}
