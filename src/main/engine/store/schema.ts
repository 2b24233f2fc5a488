/**
 * The tables of the index. It is a cache over the journals: a change of anything here raises
 * `indexVersion`, and an index of another version is rebuilt, never migrated.
 */
export const indexVersion = 5;

/**
 * Columns of the three staged tables, in the order rows are staged (see ingest/staged-row.ts).
 * `off` and `len`: where the line is in its journal, in bytes, without its newline. `h0..h2`: the first 96 bits of the
 * line's SHA-256, three big-endian 32-bit words.
 */
const place = { off: "BIGINT", len: "INTEGER", h0: "UINTEGER", h1: "UINTEGER", h2: "UINTEGER" };

/**
 * What executions are counted, filtered and sorted by. Everything else stays in the journal: a list reads it from there, a search looks through
 * it. `head` is what a list shows of a line that is too long to be read for that, as JSON (ingest/execution-head.ts); NULL for others.
 */
export const executionColumns = {
  ...place,
  engine_id: "VARCHAR",
  ts: "BIGINT",
  success: "BOOLEAN",
  latency_ms: "DOUBLE",
  quality: "DOUBLE",
  head: "VARCHAR",
} as const;

/** `valid` is false for a line kept although invalid. */
export const comparisonColumns = {
  ...place,
  valid: "BOOLEAN",
  key: "VARCHAR",
  comparison_id: "VARCHAR",
  query: "VARCHAR",
  candidates: "INTEGER",
  winner_engine: "VARCHAR",
  winner_score: "DOUBLE",
  winner_position: "INTEGER",
} as const;

/** One row a candidate; `off` is its comparison's. */
export const candidateColumns = {
  off: "BIGINT",
  position: "INTEGER",
  engine_id: "VARCHAR",
  latency_ms: "DOUBLE",
  quality: "DOUBLE",
  output: "VARCHAR",
} as const;

/**
 * What a sample says. `line` is the whole line: the dataset is rewritten when samples change, so a sample's place in its file
 * means nothing. Of a long line it is NULL, and input and output are heads (ingest/indexed-texts.ts).
 */
const sampleFields = {
  sample_id: "VARCHAR",
  created_at: "BIGINT",
  source_trace_id: "VARCHAR",
  tier: "VARCHAR",
  quality: "DOUBLE",
  validated: "BOOLEAN",
  input: "VARCHAR",
  output: "VARCHAR",
  line: "VARCHAR",
} as const;

/** Collected samples as they are staged. */
export const sampleColumns = { ...place, key: "VARCHAR", ...sampleFields } as const;

/** The live dataset. `ref` names a sample for good: the key of the collected line, or the id of a promoted one. */
export const liveSampleColumns = {
  ref: "VARCHAR",
  seq: "BIGINT",
  ...sampleFields,
  origin: "VARCHAR",
  edited: "BOOLEAN",
  h0: "UINTEGER",
  h1: "UINTEGER",
  h2: "UINTEGER",
} as const;

/** What was decided about each comparison: a fold of curation.jsonl, kept here so that lists can filter on it. */
export const reviewColumns = { key: "VARCHAR", reviewed: "BOOLEAN", outcome: "VARCHAR", tiers: "VARCHAR" } as const;

/**
 * Lines of the journals that are no rows of their channel's table. `kind` is NULL for a refused line, else the kind of the valid record
 * that a line of another channel is; its hash tells whether the record is in its own channel too.
 */
export const leftOutColumns = {
  channel: "VARCHAR",
  off: "BIGINT",
  kind: "VARCHAR",
  h0: "UINTEGER",
  h1: "UINTEGER",
  h2: "UINTEGER",
} as const;

export type Columns = Record<string, string>;

/** Nearly every one is another: packing them would save about 36 bytes a record, and cost a twelfth of an import's time. */
const unpacked = new Set(["key", "comparison_id"]);

const columns = (of: Columns) =>
  Object.entries(of)
    .map(([name, type]) => `"${name}" ${type}${unpacked.has(name) ? " USING COMPRESSION uncompressed" : ""}`)
    .join(", ");

export const createTables = [
  "CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR)",
  // How far each journal is indexed, and a fingerprint of what was there, to see a journal that was changed by hand.
  "CREATE TABLE progress (channel VARCHAR PRIMARY KEY, bytes BIGINT, lines BIGINT, fingerprint VARCHAR)",
  `CREATE TABLE executions (${columns(executionColumns)})`,
  `CREATE TABLE comparisons (${columns(comparisonColumns)})`,
  `CREATE TABLE candidates (${columns(candidateColumns)})`,
  `CREATE TABLE samples (${columns(liveSampleColumns)})`,
  `CREATE TABLE left_out (${columns(leftOutColumns)})`,
  `CREATE TABLE reviews (${columns(reviewColumns)}, PRIMARY KEY (key))`,
] as const;
