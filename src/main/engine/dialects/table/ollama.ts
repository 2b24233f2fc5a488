import { isObject, toObject } from "../../base/json-value.ts";
import type { Dialect, Mapper, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { TurnBuilder } from "../messages/turn-builder.ts";
import { durationMs, readTime } from "../times.ts";
import { readCount, readNumber, readText } from "../values.ts";

/**
 * Replies of Ollama's /api/generate and /api/chat. A streamed reply is many chunks, of which only the last one has durations and counts.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md
 */
export const ollama: Dialect = {
  name: "ollama",
  title: "Ollama replies",
  version: "1",
  kinds: ["engine_execution"],
  scope: "file",
  fields: [
    { from: "model", to: "engine_id" },
    { from: "created_at", to: "timestamp", unit: "ISO 8601", note: "of the last chunk" },
    { from: "total_duration", to: "metrics.latency_ms", unit: "nanoseconds" },
    { from: "prompt_eval_count, eval_count", to: "metrics.input_tokens, metrics.output_tokens" },
    { from: "response, message.content", to: "output", note: "the chunks' texts joined" },
    { from: "thinking, message.thinking, message.tool_calls", to: "messages" },
    { from: "–", to: "input", note: "a reply does not repeat the prompt" },
  ],
  detect: (sample) => (shareOf(sample, isChunk) > 0 ? 0.96 * shareOf(sample, (row) => isChunk(row) || isError(row)) : 0),
  open: (context, emit) => new OllamaMapper(context, emit),
};

const isChunk = (row: Record<string, unknown>) =>
  typeof row.model === "string" &&
  typeof row.done === "boolean" &&
  typeof row.created_at === "string" &&
  (typeof row.response === "string" || isObject(row.message));

const isError = (row: Record<string, unknown>) => typeof row.error === "string" && Object.keys(row).length === 1;

class OllamaMapper implements Mapper {
  readonly #context: MappingContext;
  readonly #emit: (outcome: Outcome) => void;
  #chunks: { row: number; value: Record<string, unknown> }[] = [];

  constructor(context: MappingContext, emit: (outcome: Outcome) => void) {
    this.#context = context;
    this.#emit = emit;
  }

  row(row: Row): void {
    if (!isObject(row.value) || !isChunk(row.value)) {
      emitSkip(this.#emit, row, isObject(row.value) && "error" in row.value ? "error of the API" : "no reply");
      return;
    }
    // Another model speaks: the stream before was cut.
    if (this.#chunks.length > 0 && this.#chunks[0]?.value.model !== row.value.model) this.end();
    this.#chunks.push({ row: row.number, value: row.value });
    if (row.value.done === true) this.#reply(row.value);
  }

  #reply(last: Record<string, unknown>): void {
    if (last.done_reason === "load" || last.done_reason === "unload") {
      this.#emit({ type: "skip", rows: this.#chunks.map(({ row }) => row), why: "model loaded or unloaded, no generation" });
      this.#chunks = [];
      return;
    }
    const output = this.#join("response", "content");
    const thinking = this.#join("thinking", "thinking");
    const turn = new TurnBuilder();
    turn.reasoning(thinking);
    turn.text(output);
    let calls = 0;
    for (const { value } of this.#chunks) {
      const found = toObject(value.message).tool_calls;
      for (const call of Array.isArray(found) ? found : []) {
        const called = toObject(toObject(call).function);
        turn.call(toObject(call).id, called.name, called.arguments);
        calls++;
      }
    }
    const latency_ms = durationMs(readNumber(last.total_duration), "ns");
    const proofs = openProofs(this.#context);
    prove(proofs, "total_duration", last.total_duration, "metrics.latency_ms", latency_ms, "Ollama counts durations in nanoseconds");
    emitExecution(
      this.#context,
      this.#emit,
      { rows: this.#chunks.map(({ row }) => row), proofs },
      {
        trace_id: digest([last.model, this.#chunks[0]?.value.created_at, last.created_at, output]),
        engine_id: readText(last.model),
        timestamp: readTime(last.created_at),
        input: "",
        output,
        messages: thinking !== "" || calls > 0 ? turn.build("assistant") : undefined,
        status: readText(last.done_reason),
        success: true,
        metrics: {
          latency_ms,
          input_tokens: readCount(last.prompt_eval_count),
          output_tokens: readCount(last.eval_count),
          cached_input_tokens: readCount(last.prompt_eval_cached_count),
        },
      },
    );
    this.#chunks = [];
  }

  #join(plain: string, ofMessage: string): string {
    return this.#chunks
      .map(({ value }) => value[plain] ?? toObject(value.message)[ofMessage])
      .filter((text) => typeof text === "string")
      .join("");
  }

  end(): void {
    if (this.#chunks.length > 0)
      this.#emit({ type: "skip", rows: this.#chunks.map(({ row }) => row), why: "chunk of a reply without its end" });
    this.#chunks = [];
  }
}
