import { isObject, toObject } from "../../base/json-value.ts";
import type { Dialect, Mapper, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest, type Turn } from "../drafts.ts";
import { emitExecution, emitSkip, type KnownExecution, type Origin, openProofs, prove, shareOf } from "../executions.ts";
import { latestTurns, toConversation } from "../messages/conversation.ts";
import { fromOpenaiMessage, mergeTurns } from "../messages/openai.ts";
import { estimatedLatency } from "../session-lines.ts";
import { type Instant, msBetween, readTime } from "../times.ts";
import { readCount, readText } from "../values.ts";

/**
 * Sessions of Codex (`~/.codex/sessions/…/rollout-*.jsonl`): one event a line. What is said stands twice, as event_msg for the screen and as
 * response_item for the model; the second is read. Events of token counts follow the answer that they count.
 * @see https://github.com/openai/codex, codex-rs/protocol/src/protocol.rs
 */
export const codex: Dialect = {
  name: "codex",
  title: "Codex session",
  version: "1",
  kinds: ["engine_execution"],
  scope: "file",
  fields: [
    { from: "session_meta.payload.id, line", to: "trace_id" },
    { from: "session_meta.payload.id", to: "task_id" },
    { from: "turn_context.payload.model", to: "engine_id", note: "the last one before the answer; else asked for" },
    { from: "timestamp", to: "timestamp", unit: "ISO 8601", note: "of sessions before August 2025 when they began, and no latency" },
    {
      from: "timestamp − timestamp of the last user message",
      to: "metrics.latency_ms",
      unit: "ISO 8601",
      note: "an estimate, tagged so: tools run in between",
    },
    { from: "event_msg token_count: info.last_token_usage", to: "metrics.*_tokens", note: "the first one after the answer" },
    { from: "response_item", to: "input, output, messages", note: "the latest 64 000 characters" },
  ],
  detect: (sample) => Math.max(0.97 * shareOf(sample, isEvent), sample.rows.some(isOldHeader) ? 0.97 * shareOf(sample, isOldLine) : 0),
  open: (context, emit) => new CodexMapper(context, emit),
};

const eventTypes = new Set(["session_meta", "turn_context", "event_msg", "response_item", "compacted"]);

const isEvent = ({ type, payload, timestamp }: Record<string, unknown>) =>
  typeof type === "string" && eventTypes.has(type) && isObject(payload) && typeof timestamp === "string";

/** Sessions of before August 2025: a header, then the items without an envelope and without times. */
const isOldHeader = (row: unknown): boolean =>
  isObject(row) && typeof row.id === "string" && typeof row.timestamp === "string" && "instructions" in row && row.type === undefined;

const oldItems = new Set(["message", "reasoning", "function_call", "function_call_output", "local_shell_call", "custom_tool_call"]);
const isOldItem = ({ type, payload, role, content, name, call_id, summary }: Record<string, unknown>) =>
  oldItems.has(String(type)) && payload === undefined && (role ?? content ?? name ?? call_id ?? summary) !== undefined;

function toEvent(row: Record<string, unknown>): { type: unknown; timestamp?: unknown; payload: Record<string, unknown> } {
  if (isOldItem(row)) return { type: "response_item", payload: row };
  return { type: row.type, timestamp: row.timestamp, payload: toObject(row.payload) };
}

const isOldLine = (row: Record<string, unknown>) => isOldHeader(row) || isOldItem(row) || row.record_type === "state";

class CodexMapper implements Mapper {
  readonly #context: MappingContext;
  readonly #emit: (outcome: Outcome) => void;
  #session: string | undefined;
  #model: string | undefined;
  #askedAt: Instant | undefined;
  /** When an old session began: its items have no times. */
  #beganAt: Instant | undefined;
  #turns: Turn[] = [];
  /** Waits for its tokens. */
  #waiting: { origin: Origin; execution: KnownExecution } | undefined;

  constructor(context: MappingContext, emit: (outcome: Outcome) => void) {
    this.#context = context;
    this.#emit = emit;
  }

  row(row: Row): void {
    if (!isObject(row.value)) {
      emitSkip(this.#emit, row, "JSON, but no object");
      return;
    }
    if (isOldHeader(row.value)) {
      this.#session = String(row.value.id);
      this.#beganAt = readTime(row.value.timestamp);
      emitSkip(this.#emit, row, "event session_meta");
      return;
    }
    const { type, timestamp, payload } = toEvent(row.value);
    const time = readTime(timestamp);
    if (type === "session_meta") this.#session = readText(payload.id) ?? this.#session;
    if (type === "turn_context") this.#model = readText(payload.model) ?? this.#model;
    if (type === "event_msg" && payload.type === "token_count") this.#count(toObject(toObject(payload.info).last_token_usage));
    const turns = type === "response_item" ? (fromOpenaiMessage(payload) ?? []) : [];
    if (type === "response_item" && payload.type === "message" && payload.role === "user") this.#askedAt = time;
    if (type === "response_item" && payload.type === "message" && payload.role === "assistant") this.#answer(row, turns, time);
    else {
      this.#turns.push(...turns);
      emitSkip(this.#emit, row, `event ${readText(type) ?? "(none)"}${typeof payload.type === "string" ? `/${payload.type}` : ""}`);
    }
  }

  #answer(row: Row, turns: readonly Turn[], time: Instant | undefined): void {
    this.end();
    const latency_ms = msBetween(this.#askedAt, time);
    const proofs = openProofs(this.#context);
    prove(
      proofs,
      "timestamp",
      toObject(row.value).timestamp,
      "metrics.latency_ms",
      latency_ms,
      "it is an estimate: the time of the answer minus the time of the last user message, with the tools that ran in between",
    );
    // What it thought right before belongs to the answer.
    const reasoned =
      this.#turns.at(-1)?.content === undefined && this.#turns.at(-1)?.reasoning !== undefined && !this.#turns.at(-1)?.tool_calls
        ? this.#turns.pop()
        : undefined;
    const answer = mergeTurns([...(reasoned ? [reasoned] : []), ...turns]);
    const id = this.#session === undefined ? undefined : `${this.#session}/${row.number}`;
    this.#waiting = {
      origin: { rows: [row.number], id, proofs },
      execution: {
        trace_id: id ?? digest(row.value),
        task_id: this.#session,
        engine_id: this.#model,
        timestamp: time ?? this.#beganAt,
        ...toConversation(latestTurns(this.#turns), answer),
        success: true,
        metrics: { latency_ms },
        tags: latency_ms === undefined ? undefined : [estimatedLatency],
      },
    };
    if (answer) this.#turns.push(answer);
    // Two bounds' worth of turns is more than any later answer carries.
    if (this.#turns.length > 4000) this.#turns = [...latestTurns(this.#turns)];
  }

  #count(usage: Record<string, unknown>): void {
    // Some counts only tell the limits of the account.
    if (this.#waiting === undefined || usage.input_tokens === undefined) return;
    Object.assign(this.#waiting.execution.metrics ?? {}, {
      input_tokens: readCount(usage.input_tokens),
      output_tokens: readCount(usage.output_tokens),
      cached_input_tokens: readCount(usage.cached_input_tokens),
      reasoning_tokens: readCount(usage.reasoning_output_tokens),
    });
    this.end();
  }

  end(): void {
    if (this.#waiting) emitExecution(this.#context, this.#emit, this.#waiting.origin, this.#waiting.execution);
    this.#waiting = undefined;
  }
}
