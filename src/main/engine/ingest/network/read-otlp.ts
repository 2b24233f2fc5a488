import { AssayError } from "../../../../contract/index.ts";
import { isObject, toObject } from "../../base/json-value.ts";
import { parseForeign } from "../../dialects/parse-foreign.ts";
import { BadOtlp, readLogMessages, readSpanMessages } from "./otlp-protobuf.ts";

export type OtlpEncoding = "json" | "protobuf";
export type OtlpSignal = "traces" | "logs";

/** Of JSON: 32 values, each in three levels (`value`, `arrayValue`, `values`), as protobuf may have, and what is around them. */
const maxLevels = 100;

/** Leaves out what is nested deeper: stacks end where it is written. */
function cutDeep(value: object, level: number, leaveOut: () => false): void {
  const members = value as Record<string, unknown>;
  for (const name in members) {
    const inner = members[name];
    if (typeof inner !== "object" || inner === null) continue;
    if (level < maxLevels) cutDeep(inner, level + 1, leaveOut);
    else {
      members[name] = null;
      leaveOut();
    }
  }
}

/** More than a body of 20 MB holds, unless they are empty. */
const maxItems = 200_000;

/**
 * Calls `take` with each span, or log record, of a request.
 * @returns how many attributes and events were left out, since they are nested too deep, hold too much, or are too many.
 * @throws AssayError damaged, over_limit; some may have been taken.
 */
export function readOtlp(
  bytes: Uint8Array,
  encoding: OtlpEncoding,
  signal: OtlpSignal,
  take: (item: Record<string, unknown>) => void,
): number {
  let items = 0;
  let leftOut = 0;
  const leaveOut = (): false => {
    leftOut++;
    return false;
  };
  const count = () => {
    if (++items > maxItems)
      throw new AssayError("over_limit", `The request holds more than ${maxItems} of them.`, { fix: "Send fewer in one request." });
  };
  try {
    for (const item of encoding === "json" ? readJson(bytes, signal, leaveOut) : readProtobuf(bytes, signal, leaveOut)) {
      count();
      take(item);
    }
    return leftOut;
  } catch (thrown) {
    if (thrown instanceof AssayError) throw thrown;
    const why = describe(thrown, encoding);
    throw new AssayError("damaged", `The body is no OTLP request in ${encoding === "json" ? "JSON" : "protobuf"}: ${why}.`, {
      fix: `Check that Content-Type says how it is encoded, and that it is ${signal === "traces" ? "an ExportTraceServiceRequest" : "an ExportLogsServiceRequest"}.`,
    });
  }
}

/** What libraries throw speaks of their own insides, except for a position in JSON. */
function describe(thrown: unknown, encoding: OtlpEncoding): string {
  if (thrown instanceof BadOtlp || thrown instanceof SyntaxError) return thrown.message;
  return encoding === "json" ? "it is nested too deep, or too long" : "it ends in the middle of a field, or is something else";
}

const readProtobuf = (bytes: Uint8Array, signal: OtlpSignal, leaveOut: () => false) =>
  signal === "traces" ? readSpanMessages(bytes, leaveOut) : readLogMessages(bytes, leaveOut);

const members = {
  traces: ["resourceSpans", "scopeSpans", "spans"],
  logs: ["resourceLogs", "scopeLogs", "logRecords"],
} as const;

function* readJson(bytes: Uint8Array, signal: OtlpSignal, leaveOut: () => false): Generator<Record<string, unknown>> {
  const [resources, scopes, items] = members[signal];
  const request = parseForeign(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8"));
  if (!isObject(request)) throw new BadOtlp("it is no object");
  for (const resource of list(request, resources))
    for (const scope of list(resource, scopes))
      for (const item of list(scope, items)) {
        cutDeep(item, 0, leaveOut);
        yield item;
      }
}

/** A repeated field; absent means none. A null among its members costs itself, not the request. */
function list(value: Record<string, unknown>, name: string): Record<string, unknown>[] {
  const inner = value[name] ?? [];
  if (!Array.isArray(inner)) throw new BadOtlp(`${name} is no list of objects`);
  return inner.every(isObject) ? inner : inner.map(toObject);
}
