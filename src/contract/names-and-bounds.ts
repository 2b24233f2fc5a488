/** Names and bounds that several groups of the contract share. Without a schema, so that the page has them without the library of schemas. */

export const recordKinds = ["engine_execution", "comparison_result", "training_sample"] as const;

/** Channels by kind. `aggregated_stats` is written by the aggregator only. */
export const channelNames = ["events", "comparisons", "training_samples"] as const;

export const channelOfKind = {
  engine_execution: "events",
  comparison_result: "comparisons",
  training_sample: "training_samples",
} as const satisfies Record<(typeof recordKinds)[number], (typeof channelNames)[number]>;

export const tiers = ["gold", "silver", "bronze"] as const;
export const isTier = (value: unknown): value is (typeof tiers)[number] => tiers.some((tier) => tier === value);

export const maxTimeS = 99_999_999_999;

/** Longest line in bytes (16 MiB). A longer one is quarantined with its first 4 KiB and its length. */
export const maxLineBytes = 16 * 1024 * 1024;
/** The longest row of a file in another tool's format: some write a whole run as one JSON object. V8 holds no text above 512 MiB. */
export const maxForeignRowBytes = 256 * 1024 * 1024;
export const quarantinedHeadBytes = 4096;
/** Bytes of each comparison or sample text that are indexed (UTF-8); search looks no further. Records are shown whole, from their files. */
export const indexedTextBytes = 16_000;

/** Characters of what a filter may name. */
export const maxTagCharacters = 200;
export const maxStatusCharacters = 2048;
export const maxRecordIdCharacters = 512;
export const maxDialectCharacters = 100;
export const maxSourceFileCharacters = 1024;
