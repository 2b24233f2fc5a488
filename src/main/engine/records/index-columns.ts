/**
 * The columns of the index's tables, in order. Row encoders (csv-row.ts), the DDL (store/schema.ts) and the loading SQL
 * (store/load-sql.ts) are derived from them. A change here raises `indexVersion`.
 */
export type ColumnType = "BIGINT" | "INTEGER" | "UINTEGER" | "DOUBLE" | "BOOLEAN" | "VARCHAR";
export type Columns = Readonly<Record<string, ColumnType>>;

/** A `LineHash`. */
const hashColumns = { h0: "UINTEGER", h1: "UINTEGER", h2: "UINTEGER" } as const;

/** Where the line is in its journal, in bytes, without its newline; and its hash. */
const lineColumns = { off: "BIGINT", len: "INTEGER", ...hashColumns } as const;

/** Of metrics: what an answer took. Their names are those of the record. */
export const usageColumns = {
  input_tokens: "BIGINT",
  output_tokens: "BIGINT",
  cached_input_tokens: "BIGINT",
  reasoning_tokens: "BIGINT",
  ttft_ms: "DOUBLE",
  cost_usd: "DOUBLE",
} as const satisfies Columns;

/** What every kind of record may carry; see common-fields.ts. `source_key` tells duplicates of converted records (source-key.ts). */
const commonColumns = {
  tags: "VARCHAR",
  source_dialect: "VARCHAR",
  source_file: "VARCHAR",
  source_key: "VARCHAR",
} as const satisfies Columns;

/**
 * What executions are counted, filtered and sorted by. Everything else stays in the journal, where lists read it and searches scan it.
 * `status` is its first `maxStatusCharacters`. `head` is what a list shows of a line too long to be read for that, as JSON (execution-head.ts); NULL for others.
 */
export const executionColumns = {
  ...lineColumns,
  engine_id: "VARCHAR",
  ts: "BIGINT",
  success: "BOOLEAN",
  latency_ms: "DOUBLE",
  quality: "DOUBLE",
  memory_mb: "DOUBLE",
  cpu_percent: "DOUBLE",
  status: "VARCHAR",
  cache_hit: "BOOLEAN",
  ...usageColumns,
  ...commonColumns,
  head: "VARCHAR",
} as const satisfies Columns;

/** `valid` is false for a line kept although invalid; `has_messages` says that it or a candidate carries a conversation. */
export const comparisonColumns = {
  ...lineColumns,
  valid: "BOOLEAN",
  key: "VARCHAR",
  comparison_id: "VARCHAR",
  query: "VARCHAR",
  candidates: "INTEGER",
  winner_engine: "VARCHAR",
  winner_score: "DOUBLE",
  winner_position: "INTEGER",
  has_messages: "BOOLEAN",
  ...commonColumns,
} as const satisfies Columns;

/** One row a candidate; `off` is its comparison's. */
export const candidateColumns = {
  off: "BIGINT",
  position: "INTEGER",
  engine_id: "VARCHAR",
  latency_ms: "DOUBLE",
  quality: "DOUBLE",
  output: "VARCHAR",
} as const satisfies Columns;

/** `line` is the whole line, NULL for a long one; of that, input and output are heads too (indexed-texts.ts). */
export const sampleFields = {
  sample_id: "VARCHAR",
  created_at: "BIGINT",
  source_trace_id: "VARCHAR",
  tier: "VARCHAR",
  quality: "DOUBLE",
  validated: "BOOLEAN",
  input: "VARCHAR",
  output: "VARCHAR",
  line: "VARCHAR",
  ...commonColumns,
} as const satisfies Columns;

/** Collected samples as they are loaded; they become rows of `samples`. */
export const collectedSampleColumns = { ...lineColumns, key: "VARCHAR", ...sampleFields } as const satisfies Columns;

/**
 * The dataset. `ref` names a sample for good: the key of the collected line, or the id of a promoted one. There is no offset: the
 * dataset file is rewritten when samples change.
 */
export const sampleColumns = {
  ref: "VARCHAR",
  seq: "BIGINT",
  ...sampleFields,
  origin: "VARCHAR",
  edited: "BOOLEAN",
  ...hashColumns,
} as const satisfies Columns;

/** What was decided about each comparison, as curation.jsonl says it: kept here so that lists can filter on it. */
export const reviewColumns = {
  key: "VARCHAR",
  reviewed: "BOOLEAN",
  outcome: "VARCHAR",
  tiers: "VARCHAR",
  ranked: "BOOLEAN",
  flagged: "BOOLEAN",
  done: "BOOLEAN",
  noted: "BOOLEAN",
  reasons: "VARCHAR",
  tags: "VARCHAR",
} as const satisfies Columns;

/**
 * Journal lines that are not rows of their channel's table. `kind` is NULL for a rejected line, else the kind of a valid record that
 * belongs in another channel; its hash tells whether the record is there too.
 */
export const leftOutColumns = { channel: "VARCHAR", off: "BIGINT", kind: "VARCHAR", ...hashColumns } as const satisfies Columns;

/** Lines whose rows are not to be seen, because another mapping of the same rows counts (store/replaced-rows.ts). */
export const replacedColumns = { channel: "VARCHAR", ...hashColumns } as const satisfies Columns;

/**
 * Entries of quarantine.jsonl. `state` is open, dismissed or record; `mark` is the offset of the mark that says so, and `purge` that of the one
 * by which the entry is purged. `can_retry` says that the line is held whole. `findings` is JSON of what was wrong when it was last tried again;
 * null: what the entry says.
 */
export const quarantineColumns = {
  off: "BIGINT",
  len: "INTEGER",
  at_ms: "BIGINT",
  source: "VARCHAR",
  reason: "VARCHAR",
  message: "VARCHAR",
  fix: "VARCHAR",
  findings: "VARCHAR",
  dialect: "VARCHAR",
  can_retry: "BOOLEAN",
  state: "VARCHAR",
  mark: "BIGINT",
  purge: "BIGINT",
} as const satisfies Columns;
