import type { SqlTable } from "../../../contract/index.ts";
import { tagSeparator } from "../records/common-fields.ts";
import { quoteSql } from "../store/sql.ts";

/**
 * The tables that SQL may ask, as views over the index: names and meanings here are a promise (docs/sql.md), the index's own tables are not.
 * Texts are beginnings, as the index keeps them; whole texts are in the journals.
 */

/** [name, type, unit, meaning, expression over the view's source; default: the name] */
type ColumnLine = readonly [name: string, type: string, unit: string | null, about: string, sql?: string];

interface Source {
  name: string;
  about: string;
  from: string;
  columns: readonly ColumnLine[];
}

const separated = (column: string) =>
  `CASE WHEN ${column} IS NULL THEN NULL ELSE string_split(${column}[2:-2], ${quoteSql(tagSeparator)}) END`;
const tags = (of = ""): ColumnLine => ["tags", "VARCHAR[]", null, "Its tags", separated(`${of}tags`)];
const origin = (of = ""): ColumnLine[] => [
  ["source_dialect", "VARCHAR", null, "Format it was converted from; NULL: it was Assay's own", `${of}source_dialect`],
  ["source_file", "VARCHAR", null, "File it was converted from", `${of}source_file`],
];
const time = (name: string, about: string, sql: string): ColumnLine => [name, "TIMESTAMP", "UTC", about, sql];

const sources: readonly Source[] = [
  {
    name: "executions",
    about: "One row for each recorded call of an engine. Input and output are in events.jsonl, at line_offset.",
    from: "executions",
    columns: [
      ["line_offset", "BIGINT", "bytes", "Where its line begins in events.jsonl", "off"],
      ["line_bytes", "INTEGER", "bytes", "Length of its line", "len"],
      ["engine_id", "VARCHAR", null, "The engine"],
      time("time", "When it was called", "make_timestamp(ts * 1000000)"),
      ["success", "BOOLEAN", null, "Whether it succeeded"],
      ["status", "VARCHAR", null, "Its status, at most 512 characters"],
      ["latency_ms", "DOUBLE", "ms", "How long it took; NULL: unknown"],
      ["quality", "DOUBLE", "0 to 1", "Recorded quality score"],
      ["memory_mb", "DOUBLE", "MB", "Peak memory it took"],
      ["cpu_percent", "DOUBLE", "% of a core", "Mean processor use; several cores exceed 100"],
      ["cache_hit", "BOOLEAN", null, "Whether a cache answered"],
      ["input_tokens", "BIGINT", "tokens", "Tokens of the input"],
      ["output_tokens", "BIGINT", "tokens", "Tokens of the output"],
      ["cached_input_tokens", "BIGINT", "tokens", "Of the input, those read from a cache"],
      ["reasoning_tokens", "BIGINT", "tokens", "Of the output, those of reasoning"],
      ["ttft_ms", "DOUBLE", "ms", "Time to the first token"],
      ["cost_usd", "DOUBLE", "USD", "What it cost"],
      tags(),
      ...origin(),
    ],
  },
  {
    name: "comparisons",
    about: "One row for each comparison of rival answers to a query.",
    from: "comparisons",
    columns: [
      ["comparison_key", "VARCHAR", null, "Names it in Assay", "key"],
      ["comparison_id", "VARCHAR", null, "Its own id"],
      ["line_offset", "BIGINT", "bytes", "Where its line begins in comparisons.jsonl", "off"],
      ["query_head", "VARCHAR", null, "Beginning of the query (16 kB)", "query"],
      ["candidate_count", "INTEGER", "candidates", "How many answers it has", "candidates"],
      ["winner_engine", "VARCHAR", null, "Engine of the recorded winner"],
      ["winner_position", "INTEGER", "from 0", "Its place among the candidates"],
      ["winner_score", "DOUBLE", null, "Its recorded score"],
      ["has_conversation", "BOOLEAN", null, "Whether it carries messages", "has_messages"],
      ["valid", "BOOLEAN", null, "false: kept although its schema is not met"],
      tags(),
      ...origin(),
    ],
  },
  {
    name: "candidates",
    about: "One row for each answer in a comparison.",
    from: "candidates a JOIN comparisons c USING (off)",
    columns: [
      ["comparison_key", "VARCHAR", null, "Its comparison", "c.key"],
      ["position", "INTEGER", "from 0", "Its place in the record", "a.position"],
      ["engine_id", "VARCHAR", null, "The engine that answered", "a.engine_id"],
      ["latency_ms", "DOUBLE", "ms", "How long it took", "a.latency_ms"],
      ["quality", "DOUBLE", "0 to 1", "Its recorded quality score", "a.quality"],
      ["output_head", "VARCHAR", null, "Beginning of the answer (16 kB)", "a.output"],
    ],
  },
  {
    name: "samples",
    about: "One row for each sample of the dataset.",
    from: "samples",
    columns: [
      ["sample_ref", "VARCHAR", null, "Names it in Assay", "ref"],
      ["sample_id", "VARCHAR", null, "Its own id"],
      time("created_at", "When it was made", "make_timestamp(created_at * 1000000)"),
      ["source_trace_id", "VARCHAR", null, "Trace it was made from"],
      ["tier", "VARCHAR", null, "gold, silver or bronze"],
      ["quality", "DOUBLE", "0 to 1", "Its quality score"],
      ["validated", "BOOLEAN", null, "Whether a person confirmed it"],
      ["input_head", "VARCHAR", null, "Beginning of the input (16 kB)", "input"],
      ["output_head", "VARCHAR", null, "Beginning of the output (16 kB)", "output"],
      ["origin", "VARCHAR", null, "How it came into the dataset"],
      ["edited", "BOOLEAN", null, "Whether somebody changed its text"],
      tags(),
      ...origin(),
    ],
  },
  {
    name: "decisions",
    about: "One row for each comparison that somebody decided or marked.",
    from: "reviews",
    columns: [
      ["comparison_key", "VARCHAR", null, "The comparison", "key"],
      ["reviewed", "BOOLEAN", null, "Whether a person decided it"],
      ["outcome", "VARCHAR", null, "tie, all_bad, skip or winner; NULL: none"],
      [
        "tiers",
        "VARCHAR[]",
        null,
        "Tiers that its answers were promoted to",
        "CASE WHEN tiers = '' THEN [] ELSE string_split(tiers, ',') END",
      ],
      ["ranked", "BOOLEAN", null, "Whether its answers are ranked"],
      ["flagged", "BOOLEAN", null, "Whether it is flagged"],
      ["done", "BOOLEAN", null, "Whether it is marked done"],
      ["has_note", "BOOLEAN", null, "Whether it has a note", "noted"],
      ["reasons", "VARCHAR[]", null, "Reasons given", separated("reasons")],
      tags(),
    ],
  },
  {
    name: "quarantine",
    about: "One row for each rejected line.",
    from: "quarantine WHERE purge IS NULL",
    columns: [
      ["entry_offset", "BIGINT", "bytes", "Where its entry begins in quarantine.jsonl", "off"],
      time("rejected_at", "When it was rejected", "make_timestamp(at_ms * 1000)"),
      ["source", "VARCHAR", null, "File or program it came from"],
      ["reason", "VARCHAR", null, "Rule that it breaks"],
      ["message", "VARCHAR", null, "What is wrong, in a sentence"],
      ["fix", "VARCHAR", null, "What to do about it"],
      ["dialect", "VARCHAR", null, "Format it was read as"],
      ["can_retry", "BOOLEAN", null, "Whether the line is held whole"],
      ["state", "VARCHAR", null, "open, dismissed or record"],
    ],
  },
];

/** The tables as docs, completion and agents see them. */
export const sqlTables: readonly SqlTable[] = sources.map(({ name, about, columns }) => ({
  name,
  about,
  columns: columns.map(([column, type, unit, meaning]) => ({ name: column, type, unit, about: meaning })),
}));

/** Makes the tables in `memory`, over an index that is attached as `assay`. */
export const createViews: readonly string[] = sources.map(({ name, from, columns }) => {
  const list = columns.map(([column, type, , , sql = column]) => `CAST(${sql} AS ${type}) AS "${column}"`).join(", ");
  return `CREATE VIEW memory.main.${name} AS SELECT ${list} FROM ${from.replace(/^(\w+)/, "assay.main.$1").replace(/JOIN (\w+)/, "JOIN assay.main.$1")}`;
});
