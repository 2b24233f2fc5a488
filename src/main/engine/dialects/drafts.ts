import { createHash } from "node:crypto";
import { isObject } from "../base/json-value.ts";
import type { Draft } from "./dialect.ts";

/** Builds records in one order of fields, without what is unknown: an absent number is unknown, never 0. */

/** A turn of a conversation as records keep it; see `messages` in schemas/v1. */
export interface Turn {
  role: string;
  content?: string | readonly Draft[];
  name?: string;
  reasoning?: string;
  tool_calls?: readonly { id?: string; type?: "function"; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
}

export interface DraftMetrics {
  latency_ms?: number | undefined;
  ttft_ms?: number | undefined;
  input_tokens?: number | undefined;
  output_tokens?: number | undefined;
  cached_input_tokens?: number | undefined;
  reasoning_tokens?: number | undefined;
  cost_usd?: number | undefined;
  cache_hit?: boolean | undefined;
  memory_mb?: number | undefined;
  cpu_percent?: number | undefined;
  quality_score?: number | undefined;
}

export interface ExecutionDraft {
  trace_id: string;
  task_id?: string | undefined;
  engine_id: string;
  engine_instance_id?: string | undefined;
  /** Unix seconds; fractions are cut off. */
  timestamp: number;
  input: string;
  output: string;
  /** The whole conversation, the answer last. */
  messages?: readonly Turn[] | undefined;
  status?: string | undefined;
  success: boolean;
  metrics?: DraftMetrics | undefined;
  tags?: readonly string[] | undefined;
}

export function toExecution(draft: ExecutionDraft): Draft {
  return writeExecution(draft, null, draft.timestamp, draft.success);
}

/** What an execution says besides what must be known to make a record of it. */
type ExecutionFields = Omit<ExecutionDraft, "engine_id" | "timestamp" | "success">;

/**
 * In one pass over the fields, because a million rows have each of them. Of the draft, time and success are not read.
 * @param engineId written behind the fields; null: that of the draft, in its place.
 * @param timestamp Unix seconds.
 */
export function writeExecution(draft: ExecutionFields, engineId: string | null, timestamp: number, success: boolean): Draft {
  const record: Draft = { schema_version: 1 };
  for (const key in draft) {
    const value = draft[key as keyof ExecutionFields] as unknown;
    switch (key) {
      case "timestamp":
      case "success":
      case "metrics":
        break;
      case "engine_id":
        if (engineId === null) record.engine_id = toId(value as string);
        break;
      case "trace_id":
      case "task_id":
        if (value !== undefined) record[key] = toId(value as string);
        break;
      default:
        if (value !== undefined) record[key] = value;
    }
  }
  if (engineId !== null) record.engine_id = toId(engineId);
  record.timestamp = Math.floor(timestamp);
  const metrics = toMetrics(draft.metrics ?? {});
  metrics.success = success;
  record.metrics = metrics;
  return record;
}

export interface CandidateDraft {
  engine_id: string;
  output: string;
  /** Its turns after the shared context. */
  messages?: readonly Turn[] | undefined;
  metrics?: DraftMetrics | undefined;
}

export interface ComparisonDraft {
  comparison_id: string;
  query: string;
  /** The context that all candidates share. */
  messages?: readonly Turn[] | undefined;
  candidates: readonly CandidateDraft[];
  /** Position of the winner among the candidates, and how good it is, 0 to 1. Without one it is a tie, or unknown. */
  winner?: { position: number; score: number } | undefined;
  tags?: readonly string[] | undefined;
}

/**
 * A winner names the first candidate of its engine. Where the winner is a later one of the same name, its engine gets its position behind a
 * "#", so that the record says what was meant.
 */
export function toComparison({ winner, candidates, comparison_id, ...rest }: ComparisonDraft): Draft {
  const named = candidates.map(({ engine_id }) => toId(engine_id));
  if (winner !== undefined) {
    const { position } = winner;
    if (named.indexOf(named[position] as string) !== position) named[position] = toId(`${named[position]}#${position + 1}`);
  }
  return withoutUnknown({
    comparison_id: toId(comparison_id),
    ...rest,
    candidates: candidates.map(({ engine_id: _, metrics, ...candidate }, i) =>
      withoutUnknown({ engine_id: named[i], ...candidate, metrics: metrics && withoutUnknown(toMetrics(metrics)) }),
    ),
    winner: winner && { engine_id: named[winner.position], score: winner.score },
  });
}

export interface SampleDraft {
  sample_id: string;
  /** Unix seconds. */
  created_at: number;
  source_trace_id: string;
  tier: "gold" | "silver" | "bronze";
  input: string;
  output: string;
  messages?: readonly Turn[] | undefined;
  quality: number;
  /** Whether a person said so. */
  validated: boolean;
  tags?: readonly string[] | undefined;
}

export function toSample({ quality, validated, created_at, ...rest }: SampleDraft): Draft {
  return withoutUnknown({
    ...rest,
    sample_id: toId(rest.sample_id),
    source_trace_id: toId(rest.source_trace_id),
    created_at: Math.floor(created_at),
    validation: { quality_score: quality, validated },
  });
}

const maxIdCharacters = 512;

/** An id within the schema's bounds: a longer one keeps its beginning and gets a digest of the whole. */
export function toId(text: string): string {
  if (text.length <= maxIdCharacters) return text === "" ? "unknown" : text;
  return `${text.slice(0, 480)}…${digest(text)}`;
}

/** 24 hex digits that stand for a value: ids for rows that have none. */
export function digest(value: unknown): string {
  return createHash("sha256")
    .update(typeof value === "string" ? value : (JSON.stringify(value) ?? ""))
    .digest("hex")
    .slice(0, 24);
}

/** As the schemas have it: longer is a mistake of units. */
const maxDurationMs = 1e10;

/** Drops numbers that no schema takes (negative, infinite, fractions of a token, a quality above 1): they are not known. */
function toMetrics(metrics: DraftMetrics): Draft {
  const clean: Draft = {};
  for (const name in metrics) {
    const value = metrics[name as keyof DraftMetrics];
    if (typeof value === "number" ? isMetric(name, value) : value !== undefined) clean[name] = value;
  }
  return clean;
}

function isMetric(name: string, value: number): boolean {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) return false;
  if (name.endsWith("_tokens")) return Number.isSafeInteger(value);
  return name.endsWith("_ms") ? value <= maxDurationMs : name !== "quality_score" || value <= 1;
}

/** A copy: deleting would leave objects that are slow to read and to write. */
function withoutUnknown(record: Draft): Draft {
  const known: Draft = {};
  for (const key in record) if (record[key] !== undefined) known[key] = record[key];
  return known;
}

/** The text of a message's content: a string, or the text parts of a list, one after the other. */
export function toText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part) => (typeof part === "string" ? part : isObject(part) && typeof part.text === "string" ? part.text : ""))
    .filter((text) => text !== "")
    .join("\n");
}
