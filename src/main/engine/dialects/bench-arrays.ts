import { isObject } from "../base/json-value.ts";
import type { MappingContext, Outcome, Row } from "./dialect.ts";
import { digest } from "./drafts.ts";
import { emitExecution, emitSkip, openProofs, prove } from "./executions.ts";
import type { Instant } from "./times.ts";
import { readCount, readNumber, readText } from "./values.ts";

/**
 * Runs of vLLM's and SGLang's serving benchmarks: one object a run, with parallel arrays of its requests where it was saved with details. The
 * arrays are in seconds, the summaries beside them in milliseconds.
 */
export interface BenchRun {
  engine_id: string | undefined;
  timestamp: Instant | undefined;
  /** What tells this run from others of the same engine. */
  identity: readonly unknown[];
}

export const hasDetails = (run: Record<string, unknown>) => Array.isArray(run.ttfts) && Array.isArray(run.itls);

export function mapRun(
  value: Record<string, unknown>,
  { engine_id, timestamp, identity }: BenchRun,
  row: Row,
  context: MappingContext,
  emit: (outcome: Outcome) => void,
): void {
  if (!hasDetails(value) || (value.ttfts as unknown[]).length === 0) {
    emitSkip(emit, row, "summary of a run, without its requests");
    return;
  }
  const at = (name: string, i: number) => (Array.isArray(value[name]) ? value[name][i] : undefined);
  const run = digest(identity);
  for (let i = 0; i < (value.ttfts as unknown[]).length; i++) {
    const proofs = openProofs(context);
    const error = readError(at("errors", i));
    const first = readNumber(at("ttfts", i));
    const gaps = at("itls", i);
    const sum = Array.isArray(gaps) ? gaps.flat().reduce<number>((all, gap) => all + (readNumber(gap) ?? Number.NaN), 0) : Number.NaN;
    // 0.0 without a gap: nothing came. Averaging those in is what drags vLLM's own mean down.
    const silent = first === 0 && sum === 0;
    const ttft_ms = first === undefined || silent ? undefined : toMs(first);
    const latency_ms = error !== undefined || first === undefined || silent || Number.isNaN(sum) ? undefined : toMs(first + sum);
    prove(proofs, `ttfts[${i}]`, first, "metrics.ttft_ms", ttft_ms, "the arrays are in seconds; only the summaries are in milliseconds");
    const because = "the time to first token and the gaps between tokens, all in seconds, add up to the whole";
    prove(proofs, `ttfts[${i}] + Σ itls[${i}]`, [first, sum], "metrics.latency_ms", latency_ms, because);
    const id = `${run}/${i}`;
    emitExecution(
      context,
      emit,
      { rows: [row.number], id, proofs },
      {
        trace_id: id,
        engine_id,
        timestamp,
        input: "",
        output: typeof at("generated_texts", i) === "string" ? at("generated_texts", i) : "",
        status: error,
        success: error === undefined,
        metrics: { latency_ms, ttft_ms, input_tokens: readCount(at("input_lens", i)), output_tokens: readCount(at("output_lens", i)) },
      },
    );
  }
}

/** To the nanosecond: what is finer comes of adding doubles. */
const toMs = (seconds: number): number => Math.round(seconds * 1e9) / 1e6;

function readError(error: unknown): string | undefined {
  if (error === undefined || error === null || error === "" || error === false) return undefined;
  return readText(isObject(error) ? JSON.stringify(error) : error) ?? "error";
}
