import { AssayError } from "../../../../contract/index.ts";
import { isObject } from "../../base/json-value.ts";
import { parseForeign } from "../../dialects/parse-foreign.ts";
import { BadOtlp, readLogMessages, readSpanMessages } from "./otlp-protobuf.ts";

export type OtlpEncoding = "json" | "protobuf";
export type OtlpSignal = "traces" | "logs";

/** More than a body of 20 MB holds, unless they are empty. */
const maxItems = 200_000;

/** Calls `take` with each span, or log record, of a request. @throws AssayError damaged, over_limit; some may have been taken. */
export function readOtlp(
  bytes: Uint8Array,
  encoding: OtlpEncoding,
  signal: OtlpSignal,
  take: (item: Record<string, unknown>) => void,
): void {
  let items = 0;
  const count = () => {
    if (++items > maxItems)
      throw new AssayError("over_limit", `The request holds more than ${maxItems} of them.`, { fix: "Send fewer in one request." });
  };
  try {
    for (const item of encoding === "json" ? readJson(bytes, signal) : readProtobuf(bytes, signal)) {
      count();
      take(item);
    }
  } catch (thrown) {
    if (thrown instanceof AssayError) throw thrown;
    const why = thrown instanceof BadOtlp || thrown instanceof Error ? thrown.message : String(thrown);
    throw new AssayError("damaged", `The body is no OTLP request in ${encoding === "json" ? "JSON" : "protobuf"}: ${why}.`, {
      fix: `Check that Content-Type says how it is encoded, and that it is ${signal === "traces" ? "an ExportTraceServiceRequest" : "an ExportLogsServiceRequest"}.`,
    });
  }
}

const readProtobuf = (bytes: Uint8Array, signal: OtlpSignal) => (signal === "traces" ? readSpanMessages(bytes) : readLogMessages(bytes));

const members = {
  traces: ["resourceSpans", "scopeSpans", "spans"],
  logs: ["resourceLogs", "scopeLogs", "logRecords"],
} as const;

function* readJson(bytes: Uint8Array, signal: OtlpSignal): Generator<Record<string, unknown>> {
  const [resources, scopes, items] = members[signal];
  const request = parseForeign(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8"));
  if (!isObject(request)) throw new BadOtlp("it is no object");
  for (const resource of list(request, resources)) for (const scope of list(resource, scopes)) yield* list(scope, items);
}

/** A repeated field; absent means none. */
function list(value: Record<string, unknown>, name: string): Record<string, unknown>[] {
  const inner = value[name] ?? [];
  if (!Array.isArray(inner) || !inner.every(isObject)) throw new BadOtlp(`${name} is no list of objects`);
  return inner;
}
