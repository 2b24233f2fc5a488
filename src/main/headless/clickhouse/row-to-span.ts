import { AssayError } from "../../../contract/index.ts";

/** A row of `selectSpans`. */
interface SpanRow {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  startNanos: string;
  endNanos: string;
  statusCode: string;
  statusMessage: string;
  attributes: Record<string, string>;
  eventNames: string[];
  eventAttributes: Record<string, string>[];
}

/** `Unset`, `Ok`, `Error` of the exporter; `STATUS_CODE_ERROR` of its older versions. */
const isError = (code: string) => /^(error|status_code_error|2)$/i.test(code);

/** Values of the exporter's maps are texts; the dialects read numbers from texts, as they must in other files. */
const toAttributes = (map: Record<string, string>) =>
  Object.entries(map ?? {}).map(([key, value]) => ({ key, value: { stringValue: String(value) } }));

/** A span of OTLP in JSON, which the importers of spans read. @throws AssayError io when the line is no row of ours. */
export function toSpan(line: string): object {
  let row: SpanRow;
  try {
    row = JSON.parse(line) as SpanRow;
  } catch {
    throw new AssayError("io", "What answers is no ClickHouse: its answer is not in the format that was asked for.", {
      fix: "Give the address of ClickHouse's HTTP interface.",
    });
  }
  return {
    traceId: row.traceId,
    spanId: row.spanId,
    parentSpanId: row.parentSpanId,
    name: row.name,
    startTimeUnixNano: row.startNanos,
    endTimeUnixNano: row.endNanos,
    ...(isError(row.statusCode) ? { status: { code: 2, message: row.statusMessage } } : {}),
    attributes: toAttributes(row.attributes),
    events: (row.eventNames ?? []).map((name, i) => ({ name, attributes: toAttributes(row.eventAttributes[i] ?? {}) })),
  };
}
