import Type, { type Static } from "typebox";
import { Count, Finding, Id, literals, nullable, RecordKind, strictObject } from "./shapes.ts";

/** How the rows of another tool's file become records. */

/** What a file may leave open and only a person knows. */
export const askable = ["engine_id", "timestamp", "success"] as const;
export const Askable = literals(askable);
export type Askable = Static<typeof Askable>;

/** What a person may map by hand. */
export const mappingTargets = [
  "engine",
  "task",
  "time",
  "latency",
  "ttft",
  "success",
  "quality",
  "input_tokens",
  "output_tokens",
  "cost",
  "input",
  "output",
  "winner",
] as const;
export const MappingTarget = literals(mappingTargets);
export type MappingTarget = Static<typeof MappingTarget>;

/** Those whose rule has a unit. */
export const isDuration = (target: MappingTarget): target is "latency" | "ttft" => target === "latency" || target === "ttft";

export const durationUnits = ["s", "ms", "us", "ns"] as const;
export const DurationUnit = literals(durationUnits);
export type DurationUnit = Static<typeof DurationUnit>;

const Path = Type.String({ minLength: 1, maxLength: 1000 });

export const FieldRule = strictObject({
  /** Path in the row, its keys joined with dots: `metrics.latency`. A key that has dots itself is found, too. */
  from: Type.Optional(Path),
  /** One value for all rows, instead of a path. */
  value: Type.Optional(Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean()])),
  /** Of a duration. Default: ms. */
  unit: Type.Optional(DurationUnit),
});
export type FieldRule = Static<typeof FieldRule>;

export const Mapping = strictObject(
  Object.fromEntries(mappingTargets.map((target) => [target, Type.Optional(FieldRule)])) as {
    [target in MappingTarget]: ReturnType<typeof Type.Optional<typeof FieldRule>>;
  },
);
export type Mapping = { readonly [target in MappingTarget]?: FieldRule };

/** One value for a whole file. */
export const Answers = strictObject({
  engine_id: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  /** Unix seconds. */
  timestamp: Type.Optional(Type.Integer({ minimum: 0, maximum: 99_999_999_999 })),
  success: Type.Optional(Type.Boolean()),
});
export type Answers = Static<typeof Answers>;

/** A choice of dialect with what a person added to it; also what a recipe file holds. */
export const ConversionPlan = strictObject({
  /** A dialect's name, or "custom" for a mapping alone. */
  dialect: Type.String({ minLength: 1, maxLength: 100 }),
  answers: Answers,
  mapping: Type.Optional(Mapping),
});
export type ConversionPlan = { dialect: string; answers: Answers; mapping?: Mapping | undefined };

export const NamedDialect = strictObject({
  name: Type.String(),
  title: Type.String(),
  /** How sure it is, 0 to 1. */
  confidence: Type.Number(),
});

const Proof = strictObject({
  /** Path of the field in the row, and its value as JSON, cut at 200 characters. */
  from: Type.String(),
  value: Type.String(),
  /** Field of the record, and what was written there. */
  to: Type.String(),
  became: Type.String(),
  /** Completes "because …". */
  because: Type.String(),
});

/** How a file would be imported, by its first rows. */
export const ImportPreview = strictObject({
  file: Type.String(),
  /** What it was in, outermost first: "is compressed with gzip". */
  steps: Type.Array(Type.String()),
  /** When the file was last written, Unix seconds. */
  fileTimeSeconds: Count,
  /** Rows that were looked at. */
  sampledRows: Count,
  /** The plan shown here; null when nothing fits. */
  plan: nullable(ConversionPlan),
  /** What it was taken for; null when nothing fits well enough. */
  takenFor: nullable(NamedDialect),
  /** What it may be, the most likely first. */
  detected: Type.Array(NamedDialect),
  /** All dialects, by title. */
  dialects: Type.Array(strictObject({ name: Type.String(), title: Type.String() })),
  /** The first rows that became something: as they are, and the records, as JSON cut at 4 000 characters. */
  rows: Type.Array(
    strictObject({
      row: Count,
      before: Type.String(),
      after: Type.Array(strictObject({ kind: RecordKind, json: Type.String() })),
      proofs: Type.Array(Proof),
      finding: nullable(Finding),
    }),
  ),
  /** Of the sampled rows: records by kind, and rows that are no records, by why. */
  records: strictObject({ engine_execution: Count, comparison_result: Count, training_sample: Count }),
  skipped: Type.Array(strictObject({ why: Type.String(), rows: Count })),
  rejected: Count,
  /** What has to be answered before some rows can be records. */
  asks: Type.Array(Askable),
  /** Fields of the rows, with an example each: what can be mapped. */
  fields: Type.Array(strictObject({ path: Type.String(), example: Type.String() })),
  /** For rows of an unknown shape, and where fields are mapped by hand: what is proposed for each target, and why. */
  proposal: nullable(
    strictObject({ mapping: Mapping, because: Type.Array(strictObject({ target: MappingTarget, because: Type.String() })) }),
  ),
});
export type ImportPreview = Static<typeof ImportPreview>;

/** Records imported earlier that another mapping of the same rows replaces, or would. */
export const ReplacementCounts = strictObject({
  /** In another version now, or back although an earlier replacement took them away. */
  records: Count,
  /** Of the same file, whose rows give no record of their kind any more: taken away. */
  removed: Count,
  /** Those of which somebody decided: they stay; ids of at most 20. */
  kept: Count,
  keptIn: Type.Array(Type.String()),
  /** Decisions about comparisons that go over to their new version; and those that cannot, since what was decided about is not the same. */
  carried: Count,
  lost: Count,
  /** Where decisions are lost: ids of comparisons and samples, at most 20. */
  lostIn: Type.Array(Type.String()),
  /** What made the earlier records: dialect and version, at most 5. */
  earlier: Type.Array(Type.String()),
  /** Events of the history that replaced them, for `curation.undoEvent`: one an import, whatever its file holds. Empty where nothing was. */
  steps: Type.Array(Id),
});
export type ReplacementCounts = Static<typeof ReplacementCounts>;

/** What became of the rows of another tool's file. */
export const ImportConversion = strictObject({
  dialect: Type.String(),
  version: Type.String(),
  title: Type.String(),
  /** How sure it was; null where a person chose another than it was taken for. */
  confidence: nullable(Type.Number()),
  files: Count,
  rows: Count,
  blank: Count,
  records: Count,
  rejected: Count,
  /** Rows that are no records, by why. */
  skipped: Type.Record(Type.String(), Count),
  /** Rows that would be records if these were known, by their names joined with a comma. */
  asked: Type.Record(Type.String(), Count),
});
export type ImportConversion = Static<typeof ImportConversion>;
