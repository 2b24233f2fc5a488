import { headOfText } from "../../../contract/head-of-text.ts";
import { maxTagCharacters } from "../../../contract/names-and-bounds.ts";
import { isCount, isObject } from "../base/json-value.ts";
import type { ParsedRecord } from "../validator/schema-validator.ts";
import type { usageColumns } from "./index-columns.ts";

/**
 * The optional properties of records that the index keeps, as columns. Lines from before these properties had a meaning may hold anything there:
 * what schemas/v1/common.json does not define is unknown. The plain scanner decides the same from the schema itself.
 */

/** Stands before, between and after the tags of a column, so that `contains` finds whole tags. No tag has it: it is a control character. */
export const tagSeparator = "\u001f";

const maxTags = 64;

const withinCharacters = (value: unknown, max: number): value is string =>
  typeof value === "string" && value !== "" && (value.length <= max || (value.length <= max * 2 && [...value].length <= max));

/** The column of a record's tags; null when it has none. Those that are no tags, or too many, are left out. */
export function joinTags(tags: unknown): string | null {
  if (!Array.isArray(tags)) return null;
  const known = tags.filter((tag) => withinCharacters(tag, maxTagCharacters) && !tag.includes(tagSeparator)).slice(0, maxTags);
  return known.length === 0 ? null : tagSeparator + known.join(tagSeparator) + tagSeparator;
}

/** The inverse of `joinTags`. */
export function splitTags(column: string | null): string[] {
  return column === null ? [] : column.slice(1, -1).split(tagSeparator);
}

/** Characters of a status that the index keeps: words fit, a stack trace does not. */
export const maxStatusCharacters = 512;

/** The column of an execution's status. */
export function statusField(status: unknown): string | null {
  return typeof status === "string" ? headOfText(status, maxStatusCharacters) : null;
}

/** What the index keeps of any record besides its own fields. */
export function commonFields({ tags, source }: ParsedRecord) {
  const { dialect, file } = isObject(source) ? source : {};
  return {
    tags: joinTags(tags),
    source_dialect: withinCharacters(dialect, 100) ? dialect : null,
    source_file: withinCharacters(file, 1024) ? file : null,
  };
}

const within = (value: unknown, max: number) => (typeof value === "number" && value >= 0 && value <= max ? value : null);
const toCount = (value: unknown) => (isCount(value) ? value : null);

/** What an answer took, and whether a cache gave it. @param metrics of an execution or a candidate. */
export function usageFields(metrics: ParsedRecord) {
  return {
    input_tokens: toCount(metrics.input_tokens),
    output_tokens: toCount(metrics.output_tokens),
    cached_input_tokens: toCount(metrics.cached_input_tokens),
    reasoning_tokens: toCount(metrics.reasoning_tokens),
    ttft_ms: within(metrics.ttft_ms, 10_000_000_000),
    cost_usd: within(metrics.cost_usd, 1_000_000_000),
    cache_hit: typeof metrics.cache_hit === "boolean" ? metrics.cache_hit : null,
  } satisfies Record<keyof typeof usageColumns | "cache_hit", number | boolean | null>;
}
