import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { eachObject, emitExecution, openProofs, prove, shareOf } from "../executions.ts";
import { readTime } from "../times.ts";
import { readCount } from "../values.ts";

/**
 * Azure's public traces of LLM inference: when a request arrived, and its tokens. No engine, no outcome, no text, no latency.
 * @see https://github.com/Azure/AzurePublicDataset, AzureLLMInferenceDataset2023.md
 */
export const azureLlmTrace: Dialect = {
  name: "azure-llm-trace",
  title: "Azure LLM inference trace",
  version: "1",
  kinds: ["engine_execution"],
  scope: "row",
  fields: [
    { from: "–", to: "engine_id", note: "not in the file: asked for" },
    { from: "–", to: "metrics.success", note: "not in the file: asked for" },
    { from: "TIMESTAMP", to: "timestamp", unit: "ISO 8601, 7 digits of a second; UTC", note: "of arrival, so there is no latency" },
    { from: "ContextTokens, GeneratedTokens", to: "metrics.input_tokens, metrics.output_tokens" },
  ],
  detect: (sample) => 0.97 * shareOf(sample, (row) => "TIMESTAMP" in row && "ContextTokens" in row && "GeneratedTokens" in row),
  open: (context, emit) => eachObject(emit, (value, row) => map(value, row, context, emit)),
};

function map(value: Record<string, unknown>, row: Row, context: MappingContext, emit: (outcome: Outcome) => void): void {
  const proofs = openProofs(context);
  const timestamp = readTime(value.TIMESTAMP);
  prove(
    proofs,
    "TIMESTAMP",
    value.TIMESTAMP,
    "timestamp",
    timestamp?.seconds,
    "a time without a zone is UTC; it is the arrival, so there is no latency",
  );
  // Rows repeat each other, so the position is a part of their name.
  const id = `${String(value.TIMESTAMP)}/${row.number}`;
  emitExecution(
    context,
    emit,
    { rows: [row.number], id, proofs },
    {
      trace_id: id,
      engine_id: undefined,
      timestamp,
      input: "",
      output: "",
      success: undefined,
      metrics: { input_tokens: readCount(value.ContextTokens), output_tokens: readCount(value.GeneratedTokens) },
    },
  );
}
