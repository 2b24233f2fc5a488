import { isObject } from "../../base/json-value.ts";
import type { Dialect, Mapper, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { fromAnthropicMessage } from "../messages/anthropic.ts";
import { readAnthropicUsage } from "../messages/anthropic-usage.ts";
import { toConversation } from "../messages/conversation.ts";
import { mergeTurns } from "../messages/openai.ts";
import { type Answer, estimatedLatency, Session, type SessionLine } from "../session-lines.ts";
import { msBetween, readTime } from "../times.ts";
import { readNumber, readText } from "../values.ts";

/**
 * Sessions of Claude Code (`~/.claude/projects/…/*.jsonl`, or the web client's `{loglines}`): one line a block of a message. Lines point at the
 * line before by `parentUuid`, so a session may branch.
 */
export const claudeCode: Dialect = {
  name: "claude-code",
  title: "Claude Code session",
  version: "1",
  kinds: ["engine_execution"],
  scope: "file",
  fields: [
    { from: "message.id", to: "trace_id", note: "lines of one id are one answer" },
    { from: "sessionId", to: "task_id" },
    { from: "message.model", to: "engine_id", note: "web sessions have none: asked for" },
    { from: "timestamp", to: "timestamp", unit: "ISO 8601", note: "of the answer's last line" },
    {
      from: "timestamp − timestamp of the parent line",
      to: "metrics.latency_ms",
      unit: "ISO 8601",
      note: "an estimate, tagged so; absent where the parent is not in the file, or is later",
    },
    { from: "isApiErrorMessage", to: "metrics.success" },
    { from: "message.usage", to: "metrics.*_tokens", note: "input with what the cache read and wrote" },
    { from: "message.content of the line and the lines before", to: "input, output, messages", note: "the latest 64 000 characters" },
  ],
  detect: (sample) =>
    Math.max(
      0.97 * shareOf(sample, (row) => Array.isArray(row.loglines)),
      shareOf(sample, isLine) > 0 ? 0.3 + 0.66 * shareOf(sample, (row) => isLine(row) || isSideLine(row)) : 0,
    ),
  open: (context, emit) => new ClaudeCodeMapper(context, emit),
};

const isLine = (row: Record<string, unknown>) =>
  (row.type === "user" || row.type === "assistant") && "message" in row && "sessionId" in row && ("uuid" in row || "parentUuid" in row);

/** Lines without a message, which some sessions begin with. */
const isSideLine = ({ type, leafUuid, sessionId, snapshot }: Record<string, unknown>) =>
  (type === "summary" && leafUuid !== undefined) ||
  (type === "file-history-snapshot" && snapshot !== undefined) ||
  (typeof type === "string" && sessionId !== undefined);

interface ClaudeAnswer extends Answer {
  message: Record<string, unknown>;
  usage: unknown;
  failed: boolean;
  costUsd: number | undefined;
}

class ClaudeCodeMapper implements Mapper {
  readonly #context: MappingContext;
  readonly #emit: (outcome: Outcome) => void;
  readonly #session = new Session();
  readonly #answers = new Map<string, ClaudeAnswer>();
  #model: string | undefined;

  constructor(context: MappingContext, emit: (outcome: Outcome) => void) {
    this.#context = context;
    this.#emit = emit;
  }

  row(row: Row): void {
    if (!isObject(row.value)) emitSkip(this.#emit, row, "JSON, but no object");
    else if (Array.isArray(row.value.loglines)) {
      const before = this.#answers.size;
      for (const line of row.value.loglines) if (isObject(line)) this.#line(line, row.number);
      if (this.#answers.size === before) emitSkip(this.#emit, row, "session without an answer");
    } else if (!this.#line(row.value, row.number)) emitSkip(this.#emit, row, toKind(row.value));
  }

  /** Whether it belongs to an answer. */
  #line(value: Record<string, unknown>, number: number): boolean {
    const message = isObject(value.message) ? value.message : undefined;
    const isAnswer = value.type === "assistant" && message !== undefined && typeof value.timestamp === "string";
    const key = isAnswer ? (readText(message.id) ?? `line ${this.#session.size}`) : undefined;
    const line: SessionLine = {
      id: readText(value.uuid),
      parent: readText(value.parentUuid),
      session: readText(value.sessionId) ?? "",
      time: typeof value.timestamp === "string" ? readTime(value.timestamp) : undefined,
      givenTime: value.timestamp,
      turns: message === undefined ? [] : fromAnthropicMessage({ role: value.type, ...message }),
      answer: undefined,
    };
    this.#session.add(line);
    if (key === undefined || message === undefined) return false;
    const answer = this.#answers.get(key) ?? {
      first: line,
      last: line,
      rows: [],
      message,
      usage: undefined,
      failed: false,
      costUsd: undefined,
    };
    this.#answers.set(key, answer);
    line.answer = answer;
    answer.last = line;
    if (answer.rows.at(-1) !== number) answer.rows.push(number);
    // Of the lines of one answer, the last one has counted all its tokens.
    answer.usage = message.usage ?? answer.usage;
    answer.failed ||= value.isApiErrorMessage === true;
    answer.costUsd ??= readNumber(value.costUSD);
    return true;
  }

  end(): void {
    for (const answer of this.#answers.values()) this.#end(answer);
  }

  #end(answer: ClaudeAnswer): void {
    const { first, last, message, rows } = answer;
    // Messages of the program itself speak of the model that was asked.
    const own = readText(message.model);
    const model = own === "<synthetic>" ? this.#model : own;
    this.#model = model ?? this.#model;
    const since = this.#session.before(first);
    const latency_ms = msBetween(since?.time, last.time);
    const proofs = openProofs(this.#context);
    prove(
      proofs,
      "timestamp",
      [since?.givenTime ?? null, last.givenTime],
      "metrics.latency_ms",
      latency_ms,
      "it is an estimate: the time of the answer's last line minus the time of the line that it answers",
    );
    const id = readText(message.id);
    emitExecution(
      this.#context,
      this.#emit,
      { rows, id, proofs },
      {
        trace_id: id ?? first.id ?? digest([first.session, rows[0], answer.first.turns, last.time]),
        task_id: first.session === "" ? undefined : first.session,
        engine_id: model,
        timestamp: last.time,
        ...toConversation(this.#session.contextOf(first, answer), mergeTurns(this.#session.turnsOf(answer))),
        status: answer.failed ? "API error" : readText(message.stop_reason),
        success: !answer.failed,
        metrics: { latency_ms, ...readAnthropicUsage(answer.usage), cost_usd: answer.costUsd },
        tags: latency_ms === undefined ? undefined : [estimatedLatency],
      },
    );
  }
}

function toKind({ type, message }: Record<string, unknown>): string {
  return isObject(message) || message === undefined
    ? `line of type ${readText(type) ?? "(none)"}`
    : `line of type ${readText(type) ?? "(none)"}, message is no object`;
}
