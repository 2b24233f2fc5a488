import { isObject, toObject } from "../../base/json-value.ts";
import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { rejectNoObject, skip } from "../fields.ts";
import { askedTimeUse, findBest, toComparisonOutcome, toExecutionOutcome } from "../outcomes.ts";
import { type Instant, readTime } from "../times.ts";
import { type Cell, isTableRow, readResult, readTableRow } from "./promptfoo-cells.ts";
import { namePrompts } from "./promptfoo-prompts.ts";

/**
 * Results of promptfoo: `-o results.json` of versions 2 and 3, `evaluate()` of its Node package (results at top level), `.jsonl` (a row a
 * result) and `.csv` (a row a test case); formats.md B.2, B.3 11.
 * @see https://www.promptfoo.dev/docs/configuration/outputs/
 */
export const promptfoo: Dialect = {
  name: "promptfoo",
  title: "promptfoo results",
  version: "3",
  kinds: ["engine_execution", "comparison_result"],
  fields: [
    {
      from: "provider.label | provider.id",
      to: "engine_id",
      note: "In a CSV the text in brackets before the prompt. Of one provider with several prompts, the prompt's label follows it.",
    },
    { from: "vars", to: "task_id", note: "As JSON: the test case." },
    { from: "prompt.raw", to: "input", note: "Messages where it holds them as JSON. In a CSV the template with its variables filled in." },
    { from: "prompt.label", to: "tags", note: '"prompt: " and its beginning, so that prompts can be told apart.' },
    { from: "response.output", to: "output" },
    {
      from: "failureReason, response.output",
      to: "metrics.success",
      note: "false where failureReason is 2, before version 3 where there is no output. `error` is set for failed assertions, too: the engine did answer.",
    },
    {
      from: "score",
      to: "metrics.quality_score",
      note: 'Of engines that answered, within 0 and 1. Not of tests with "No assertions", which pass with 1.',
    },
    { from: "latencyMs", to: "metrics.latency_ms", unit: "milliseconds", note: "0 of a failed call is unknown" },
    { from: "response.cached", to: "metrics.cache_hit", note: "The latency is then not the engine's." },
    { from: "results.timestamp", to: "timestamp", unit: "ISO 8601" },
    askedTimeUse,
    {
      from: "results[] of one test and one prompt text",
      to: "candidates",
      note: "Those that answered, where there are two or more. The highest score wins; equal at the top is a tie.",
    },
    {
      from: "results[] of one test, of a file with one provider and several prompts",
      to: "candidates",
      note: "The same, prompt against prompt: `query` is what the test is about, each candidate has its own prompt in `messages`.",
    },
  ],
  scope: "file",
  detect(sample) {
    const whole = shareOf(sample, (row) => findResults(row) !== undefined);
    const lines = shareOf(sample, isResult);
    const table = shareOf(sample, isTableRow);
    return Math.max(0.97 * whole, 0.95 * lines, 0.95 * table);
  },
  open(context, emit) {
    const groups = new Groups(context, emit);
    return {
      row(row) {
        if (!isObject(row.value)) return emit(rejectNoObject(row));
        const results = findResults(row.value);
        const cells =
          results !== undefined
            ? results.filter(isObject).map(readResult)
            : isTableRow(row.value)
              ? readTableRow(row.value)
              : isResult(row.value)
                ? [readResult(row.value)]
                : [];
        if (cells.length === 0) return emit(skip(row, "no result"));
        const time = findTime(row.value);
        for (const cell of cells) groups.add(cell, row, time);
        // A file that is one row is complete with it.
        if (results !== undefined) groups.end();
      },
      end: () => groups.end(),
    };
  },
};

const isResult = (row: Record<string, unknown>) =>
  "provider" in row && "prompt" in row && "vars" in row && "success" in row && "score" in row && "latencyMs" in row;

/** The results of a file that is one object. */
function findResults({ results, prompts, evalId, stats, timestamp }: Record<string, unknown>): readonly unknown[] | undefined {
  if (isObject(results) && Array.isArray(results.results)) {
    const known = "version" in results || "stats" in results || evalId !== undefined || "timestamp" in results;
    return known ? results.results : undefined;
  }
  const known = Array.isArray(prompts) || stats !== undefined || evalId !== undefined || timestamp !== undefined;
  if (!Array.isArray(results) || !known) return undefined;
  return results.length === 0 ? (Array.isArray(prompts) ? results : undefined) : isResult(toObject(results[0])) ? results : undefined;
}

function findTime(row: Record<string, unknown>): Instant | undefined {
  const { evaluationCreatedAt, exportedAt } = toObject(row.metadata);
  for (const value of [toObject(row.results).timestamp, row.timestamp, row.createdAt, evaluationCreatedAt, exportedAt]) {
    const time = typeof value === "string" ? readTime(value) : undefined;
    if (time !== undefined) return time;
  }
  return undefined;
}

const maxTagCharacters = 120;

interface Result {
  cell: Cell;
  row: Row;
  time: Instant | undefined;
}

/** Answers to one prompt of one test: with several providers, those are rivals. */
const byPromptText = ({ group, input }: Cell) => JSON.stringify([group, input]);

/** Results that belong together until the file, or its one object, ends. */
class Groups {
  readonly #groups = new Map<string, Result[]>();
  /** Results while the file has one provider: how they are named depends on what else comes. null once there is a second one. */
  #waiting: Result[] | null = [];
  /** How often the same result came, so that repeated runs have ids of their own. */
  readonly #times = new Map<string, number>();
  readonly #context: MappingContext;
  readonly #emit: (outcome: Outcome) => void;

  constructor(context: MappingContext, emit: (outcome: Outcome) => void) {
    this.#context = context;
    this.#emit = emit;
  }

  add(cell: Cell, row: Row, time: Instant | undefined): void {
    const result = { cell, row, time };
    if (this.#waiting === null) {
      this.#take(result, byPromptText(cell));
      return;
    }
    this.#waiting.push(result);
    if (cell.engine !== this.#waiting[0]?.cell.engine) this.#release();
  }

  #release(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const result of waiting) this.#take(result, byPromptText(result.cell));
  }

  #take({ cell, row, time }: Result, key: string): void {
    const times = this.#times.get(cell.id) ?? 0;
    this.#times.set(cell.id, times + 1);
    const { template, input, output, messages, engine, id, test, failed, score, metrics, status } = cell;
    const traceId = times === 0 ? id : `${id}#${times + 1}`;
    this.#emit(
      toExecutionOutcome(
        this.#context,
        {
          rows: [row.number],
          id: traceId,
          proofs:
            metrics.latency_ms === undefined
              ? []
              : [
                  {
                    from: "latencyMs",
                    value: metrics.latency_ms,
                    to: "metrics.latency_ms",
                    became: metrics.latency_ms,
                    because: "promptfoo names the unit, milliseconds",
                  },
                ],
        },
        {
          trace_id: traceId,
          task_id: test,
          engine_id: engine,
          timestamp: time,
          input,
          output,
          messages: messages && [...messages, { role: "assistant", content: output }],
          status,
          success: !failed,
          metrics: { ...metrics, quality_score: failed ? undefined : score },
          tags: template === undefined ? undefined : [`prompt: ${template.slice(0, maxTagCharacters)}`],
        },
      ),
    );
    if (failed) return;
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, [{ cell, row, time }]);
    else group.push({ cell, row, time });
  }

  end(): void {
    const named = this.#waiting === null ? undefined : namePrompts(this.#waiting.map(({ cell }) => cell));
    if (named === undefined) this.#release();
    for (const [i, cell] of (named ?? []).entries()) this.#take({ ...(this.#waiting?.[i] as Result), cell }, cell.group);
    this.#waiting = [];
    for (const group of this.#groups.values()) {
      if (group.length < 2) continue;
      const cells = group.map(({ cell }) => cell);
      const best = findBest(cells.map(({ rawScore }) => rawScore));
      const first = cells[0] as Cell;
      this.#emit(
        toComparisonOutcome(
          this.#context,
          { rows: [...new Set(group.map(({ row }) => row.number))] },
          {
            comparison_id: digest(cells.map(({ id }) => id)),
            query: named === undefined ? first.input : (first.question ?? first.group),
            messages: named === undefined ? first.messages : undefined,
            candidates: cells.map(({ engine, input, output, score, metrics, messages }) => ({
              engine_id: engine,
              output,
              messages:
                named !== undefined
                  ? [...(messages ?? [{ role: "user", content: input }]), { role: "assistant", content: output }]
                  : messages && [{ role: "assistant", content: output }],
              metrics: { ...metrics, quality_score: score },
            })),
            winner: best === undefined ? undefined : { position: best, score: cells[best]?.score ?? 1 },
          },
        ),
      );
    }
    this.#groups.clear();
  }
}
