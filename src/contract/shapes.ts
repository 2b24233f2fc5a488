import Type, { type Static, type TEnum, type TSchema } from "typebox";

/** Shapes shared by several groups of the contract. Objects are strict: unknown keys are refused. */

export function strictObject<T extends Record<string, TSchema>>(properties: T) {
  return Type.Object(properties, { additionalProperties: false });
}

/** One of these strings. */
export function literals<const T extends readonly string[]>(values: T) {
  // Spelt out: the inferred type would be string.
  return Type.Enum([...values]) as unknown as TEnum<Mutable<T>>;
}
type Mutable<T extends readonly string[]> = { -readonly [K in keyof T]: T[K] };

export const recordKinds = ["engine_execution", "comparison_result", "training_sample"] as const;
export const RecordKind = literals(recordKinds);
export type RecordKind = (typeof recordKinds)[number];

/** Channels by kind. `aggregated_stats` is written by the aggregator only. */
export const channelNames = ["events", "comparisons", "training_samples"] as const;
export const ChannelName = literals(channelNames);
export type ChannelName = (typeof channelNames)[number];

export const channelOfKind = {
  engine_execution: "events",
  comparison_result: "comparisons",
  training_sample: "training_samples",
} as const satisfies Record<RecordKind, ChannelName>;

export const tiers = ["gold", "silver", "bronze"] as const;
export const Tier = literals(tiers);
export type Tier = (typeof tiers)[number];
export const isTier = (value: unknown): value is Tier => tiers.some((tier) => tier === value);

export const Nothing = strictObject({});
/** Milliseconds since 1970. */
export const TimeMs = Type.Number({ minimum: 0 });
export const maxTimeS = 99_999_999_999;
/** Whole Unix seconds, as records carry them. */
export const TimeSeconds = Type.Integer({
  minimum: 0,
  maximum: maxTimeS,
  description: "In seconds since 1970; from inclusive, to exclusive.",
});
export const Count = Type.Integer({ minimum: 0 });
export const EngineId = Type.String({ minLength: 1, maxLength: 512 });
/** Position of the next page, from the previous answer; opaque to the screen. */
export const Cursor = Type.String({ minLength: 1, maxLength: 1024 });
export const PageSize = Type.Integer({ minimum: 1, maximum: 500 });
export const SearchText = Type.String({ maxLength: 2000 });
export const Tag = Type.String({ minLength: 1, maxLength: 200, description: "A tag of the record, or given by a reviewer." });
export const Id = Type.String({ minLength: 1, maxLength: 600 });
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Longest line in bytes (16 MiB). A longer one is quarantined with its first 4 KiB and its length. */
export const maxLineBytes = 16 * 1024 * 1024;
/** The longest row of a file in another tool's format: some write a whole run as one JSON object. V8 holds no text above 512 MiB. */
export const maxForeignRowBytes = 256 * 1024 * 1024;
export const quarantinedHeadBytes = 4096;
/** Bytes of each comparison or sample text that are indexed (UTF-8); search looks no further. Records are shown whole, from their files. */
export const indexedTextBytes = 16_000;

export const Finding = strictObject({
  /** JSON pointer into the record; "" is the whole line. */
  pointer: Type.String(),
  /** The broken rule: a schema keyword, or one of Assay's own names. */
  rule: Type.String(),
  /** What is wrong, quoting what was found. */
  message: Type.String(),
  /** How to fix it, where Assay knows. */
  fix: Type.Optional(Type.String()),
});
export type Finding = Static<typeof Finding>;
