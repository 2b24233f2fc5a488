import { headOfText } from "../../../contract/head-of-text.ts";

/** What a list shows of an execution beyond the indexed columns. */
export interface ExecutionHead {
  traceId: string;
  taskId: string | null;
  status: string | null;
  /** The first `headCharacters` of its texts. */
  inputHead: string;
  outputHead: string;
}

/** @param record a parsed line; one kept although invalid may lack anything. */
export function executionHead(record: Readonly<Record<string, unknown>>): ExecutionHead {
  const { trace_id, task_id, status, input, output } = record;
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    traceId: text(trace_id) ?? "",
    taskId: text(task_id),
    status: text(status),
    inputHead: headOfText(text(input) ?? ""),
    outputHead: headOfText(text(output) ?? ""),
  };
}
