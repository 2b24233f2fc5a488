import { isObject, toObject } from "../../base/json-value.ts";
import type { Dialect, Mapper, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest, type Turn } from "../drafts.ts";
import { emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { latestTurns, toConversation } from "../messages/conversation.ts";
import { fromGeminiContents } from "../messages/gemini.ts";
import { TurnBuilder } from "../messages/turn-builder.ts";
import { estimatedLatency } from "../session-lines.ts";
import { type Instant, msBetween, readTime } from "../times.ts";
import { firstText, readCount, readText } from "../values.ts";

/**
 * Sessions of the Gemini CLI (`~/.gemini/tmp/…/chats/session-*.json`): one object with `messages` of type user, gemini, info, warning, error;
 * or a header line and one message a line, written again when it has grown.
 * @see https://github.com/google-gemini/gemini-cli, packages/core/src/services/chatRecordingService.ts
 */
export const geminiCli: Dialect = {
  name: "gemini-cli",
  title: "Gemini CLI session",
  version: "1",
  kinds: ["engine_execution"],
  scope: "file",
  fields: [
    { from: "messages[].id", to: "trace_id" },
    { from: "sessionId", to: "task_id" },
    { from: "messages[].model", to: "engine_id" },
    { from: "messages[].timestamp", to: "timestamp", unit: "ISO 8601" },
    { from: "timestamp − timestamp of the message before", to: "metrics.latency_ms", unit: "ISO 8601", note: "an estimate, tagged so" },
    { from: "messages[].type", to: "", note: "gemini is an answer" },
    { from: "messages[].tokens", to: "metrics.*_tokens", note: "output with thoughts; cached are part of input" },
    { from: "messages[].content, .thoughts, .toolCalls", to: "input, output, messages", note: "the latest 64 000 characters" },
  ],
  detect: (sample) => 0.97 * shareOf(sample, (row) => isSession(row) || isMessage(row)),
  open: (context, emit) => new GeminiCliMapper(context, emit),
};

const isSession = (row: Record<string, unknown>) => typeof row.sessionId === "string" && typeof row.projectHash === "string";

const messageTypes = new Set(["user", "gemini", "info", "warning", "error"]);

const isMessage = (row: Record<string, unknown>) =>
  typeof row.id === "string" &&
  messageTypes.has(String(row.type)) &&
  typeof row.timestamp === "string" &&
  "content" in row &&
  !("message" in row);

interface Kept {
  message: Record<string, unknown>;
  rows: number[];
}

class GeminiCliMapper implements Mapper {
  readonly #context: MappingContext;
  readonly #emit: (outcome: Outcome) => void;
  #session: string | undefined;
  #before: Instant | undefined;
  #turns: Turn[] = [];
  /** By id: a message is written again, whole, when its tokens and tools are known. */
  readonly #messages = new Map<string, Kept>();
  /** Rows of sessions that are one object. */
  readonly #sessions: number[] = [];

  constructor(context: MappingContext, emit: (outcome: Outcome) => void) {
    this.#context = context;
    this.#emit = emit;
  }

  row(row: Row): void {
    const value = toObject(row.value);
    this.#session = readText(value.sessionId) ?? this.#session;
    if (Array.isArray(value.messages)) {
      this.#sessions.push(row.number);
      for (const message of value.messages) if (isObject(message)) this.#keep(message, row.number);
    } else if (isMessage(value)) this.#keep(value, row.number);
    else emitSkip(this.#emit, row, isSession(value) ? "header of a session" : "no message");
  }

  #keep(message: Record<string, unknown>, row: number): void {
    const id = readText(message.id) ?? `row ${row}, ${this.#messages.size}`;
    const kept = this.#messages.get(id) ?? { message, rows: [] };
    this.#messages.set(id, kept);
    kept.message = message;
    if (kept.rows.at(-1) !== row) kept.rows.push(row);
  }

  end(): void {
    const answered = new Set<number>();
    for (const { message, rows } of this.#messages.values()) {
      const time = readTime(message.timestamp);
      const isAnswer = message.type === "gemini";
      const turns = isAnswer
        ? toAnswer(message)
        : message.type === "user"
          ? fromGeminiContents({ role: "user", parts: toParts(message.content) })
          : [];
      if (isAnswer) this.#answer(message, turns, time, rows);
      else if (!this.#sessions.includes(rows[0] as number)) this.#emit({ type: "skip", rows, why: `message of type ${message.type}` });
      if (isAnswer) answered.add(rows[0] as number);
      this.#turns.push(...turns);
      this.#before = time ?? this.#before;
    }
    const without = this.#sessions.filter((row) => !answered.has(row));
    if (without.length > 0) this.#emit({ type: "skip", rows: without, why: "session without an answer of a model" });
  }

  #answer(message: Record<string, unknown>, turns: readonly Turn[], time: Instant | undefined, rows: readonly number[]): void {
    const latency_ms = msBetween(this.#before, time);
    const proofs = openProofs(this.#context);
    prove(
      proofs,
      "timestamp",
      message.timestamp,
      "metrics.latency_ms",
      latency_ms,
      "it is an estimate: the time of the answer minus the time of the message before",
    );
    const tokens = toObject(message.tokens);
    const [output, thoughts] = [readCount(tokens.output), readCount(tokens.thoughts)];
    const id = readText(message.id);
    emitExecution(
      this.#context,
      this.#emit,
      { rows, id, proofs },
      {
        trace_id: id ?? digest(message),
        task_id: this.#session,
        engine_id: firstText(message.model),
        timestamp: time,
        ...toConversation(
          latestTurns(this.#turns),
          turns.find(({ role }) => role === "assistant"),
        ),
        success: true,
        metrics: {
          latency_ms,
          input_tokens: readCount(tokens.input),
          output_tokens: output === undefined ? undefined : output + (thoughts ?? 0),
          cached_input_tokens: readCount(tokens.cached),
          reasoning_tokens: thoughts,
        },
        tags: latency_ms === undefined ? undefined : [estimatedLatency],
      },
    );
  }
}

const toParts = (content: unknown) => (Array.isArray(content) ? content : [content]);

/** The answer, then what its tools gave back. */
function toAnswer(message: Record<string, unknown>): Turn[] {
  const turn = new TurnBuilder();
  const results = new TurnBuilder();
  let resultCount = 0;
  for (const thought of Array.isArray(message.thoughts) ? message.thoughts.filter(isObject) : [])
    turn.reasoning([readText(thought.subject), readText(thought.description)].filter((text) => text !== undefined).join(": "));
  for (const part of toParts(message.content)) turn.text(isObject(part) ? part.text : part);
  for (const call of Array.isArray(message.toolCalls) ? message.toolCalls.filter(isObject) : []) {
    turn.call(call.id, call.name, call.args);
    if (call.result === undefined || call.result === null) continue;
    const [first] = toParts(call.result);
    const response = toObject(toObject(first).functionResponse).response;
    results.result(call.id, toObject(response).output ?? response ?? call.result, call.name);
    resultCount++;
  }
  return [...turn.build("assistant"), ...(resultCount > 0 ? results.build("tool") : [])];
}
