import { isObject, toObject } from "../../base/json-value.ts";
import type { Dialect, Mapper, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest, type Turn } from "../drafts.ts";
import { emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { latestTurns, toConversation } from "../messages/conversation.ts";
import { TurnBuilder } from "../messages/turn-builder.ts";
import { estimatedLatency } from "../session-lines.ts";
import { type Instant, msBetween, readTime } from "../times.ts";
import { firstText, readCount, readNumber, readText } from "../values.ts";

/**
 * Sessions of the coding agent Pi, and of others that write the same (STS): a header, then entries; messages have parts `text`, `thinking`, `toolCall`, and results a role of their own.
 * @see https://github.com/badlogic/pi-mono, packages/coding-agent/docs/session.md
 */
export const pi: Dialect = {
  name: "pi",
  title: "Pi session",
  version: "1",
  kinds: ["engine_execution"],
  scope: "file",
  fields: [
    { from: "session id, timestamp", to: "trace_id" },
    { from: "session id", to: "task_id" },
    { from: "message.model", to: "engine_id" },
    { from: "timestamp", to: "timestamp", unit: "ISO 8601 at the entry; the message repeats it in milliseconds" },
    { from: "timestamp − timestamp of the entry before", to: "metrics.latency_ms", unit: "ISO 8601", note: "an estimate, tagged so" },
    { from: "message.stopReason", to: "metrics.success, status", note: "error and aborted are failures" },
    { from: "message.usage.input + .cacheRead + .cacheWrite, .output", to: "metrics.input_tokens, metrics.output_tokens" },
    { from: "message.usage.cost.total", to: "metrics.cost_usd", unit: "US dollars" },
    { from: "message.content", to: "input, output, messages", note: "the latest 64 000 characters" },
  ],
  // Without the header, entries need their time to be told from other lines of type message.
  detect: (sample) => {
    const headed = sample.rows.some((row) => isObject(row) && isHeader(row));
    return (headed ? 0.97 : 0.6) * shareOf(sample, (row) => isEntry(row) && (headed || typeof row.timestamp === "string"));
  },
  open: (context, emit) => new PiMapper(context, emit),
};

const isHeader = ({ type, id, cwd }: Record<string, unknown>) =>
  type === "session" && typeof id === "string" && (typeof cwd === "string" || cwd === undefined);

const entryTypes = new Set([
  "message",
  "session",
  "model_change",
  "thinking_level_change",
  "compaction",
  "branch_summary",
  "custom",
  "custom_message",
  "label",
  "session_info",
]);

const isEntry = ({ type, message, payload }: Record<string, unknown>) =>
  payload === undefined &&
  (type === "message" ? isObject(message) && typeof message.role === "string" : typeof type === "string" && entryTypes.has(type));

class PiMapper implements Mapper {
  readonly #context: MappingContext;
  readonly #emit: (outcome: Outcome) => void;
  #session: string | undefined;
  #before: Instant | undefined;
  #turns: Turn[] = [];

  constructor(context: MappingContext, emit: (outcome: Outcome) => void) {
    this.#context = context;
    this.#emit = emit;
  }

  row(row: Row): void {
    if (!isObject(row.value)) {
      emitSkip(this.#emit, row, "JSON, but no object");
      return;
    }
    const { type } = row.value;
    const message = toObject(row.value.message);
    const time = readTime(row.value.timestamp) ?? readTime(message.timestamp);
    if (type === "session") this.#session = readText(row.value.id);
    const turns = type === "message" ? toTurns(message) : [];
    if (type === "message" && message.role === "assistant") this.#answer(row, message, turns, time);
    else emitSkip(this.#emit, row, `entry ${readText(type) ?? "(none)"}${typeof message.role === "string" ? ` ${message.role}` : ""}`);
    this.#turns.push(...turns);
    this.#before = time ?? this.#before;
  }

  #answer(row: Row, message: Record<string, unknown>, turns: readonly Turn[], time: Instant | undefined): void {
    const latency_ms = msBetween(this.#before, time);
    const proofs = openProofs(this.#context);
    prove(
      proofs,
      "timestamp",
      toObject(row.value).timestamp,
      "metrics.latency_ms",
      latency_ms,
      "it is an estimate: the time of the answer minus the time of the entry before",
    );
    const usage = toObject(message.usage);
    const [fresh, read, written] = [readCount(usage.input), readCount(usage.cacheRead), readCount(usage.cacheWrite)];
    const stop = readText(message.stopReason);
    const entry = readText(toObject(row.value).id) ?? row.number;
    const id = this.#session === undefined ? undefined : `${this.#session}/${entry}`;
    emitExecution(
      this.#context,
      this.#emit,
      { rows: [row.number], id, proofs },
      {
        trace_id: id ?? digest(row.value),
        task_id: this.#session,
        engine_id: readText(message.model),
        timestamp: time,
        ...toConversation(latestTurns(this.#turns), turns.at(-1)),
        status: firstText(message.errorMessage, stop),
        success: stop !== "error" && stop !== "aborted",
        metrics: {
          latency_ms,
          input_tokens: fresh === undefined ? undefined : fresh + (read ?? 0) + (written ?? 0),
          output_tokens: readCount(usage.output),
          cached_input_tokens: read,
          cost_usd: readNumber(toObject(usage.cost).total),
        },
        tags: latency_ms === undefined ? undefined : [estimatedLatency],
      },
    );
  }

  end(): void {}
}

function toTurns(message: Record<string, unknown>): Turn[] {
  if (typeof message.role !== "string") return [];
  const turn = new TurnBuilder();
  const parts = Array.isArray(message.content) ? message.content.filter(isObject) : [];
  if (message.role === "toolResult") {
    const texts = parts.map((part) => part.text);
    turn.result(
      message.toolCallId,
      texts.every((text) => typeof text === "string") && parts.length > 0 ? texts.join("\n") : message.content,
      message.toolName,
    );
    return turn.build("tool");
  }
  if (typeof message.content === "string") turn.text(message.content);
  for (const part of parts) {
    if (part.type === "text") turn.text(part.text);
    else if (part.type === "thinking") turn.reasoning(part.thinking);
    else if (part.type === "toolCall") turn.call(part.id, part.name, part.arguments);
    else turn.other(part);
  }
  return turn.build(message.role);
}
