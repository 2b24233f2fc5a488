import Type, { type Static, type TEnum, type TSchema } from "typebox";
import { channelNames, maxTagCharacters, maxTimeS, recordKinds, tiers } from "./names-and-bounds.ts";

export * from "./names-and-bounds.ts";

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

export const RecordKind = literals(recordKinds);
export type RecordKind = (typeof recordKinds)[number];

export const ChannelName = literals(channelNames);
export type ChannelName = (typeof channelNames)[number];

export const Tier = literals(tiers);
export type Tier = (typeof tiers)[number];

export const Nothing = strictObject({});
/** Milliseconds since 1970. */
export const TimeMs = Type.Number({ minimum: 0 });
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
export const Tag = Type.String({ minLength: 1, maxLength: maxTagCharacters, description: "A tag of the record, or given by a reviewer." });
export const Id = Type.String({ minLength: 1, maxLength: 600 });
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

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

/** Values that a filter can choose from with how many records have each, most frequent first, at most 200; `distinct` is how many values there are. */
export const Facets = strictObject({ values: Type.Array(strictObject({ name: Type.String(), count: Count })), distinct: Count });
export type Facets = Static<typeof Facets>;
