import { isObject, toObject } from "../base/json-value.ts";
import { type Instant, readHrTime, readTime } from "./times.ts";
import { firstText } from "./values.ts";

/**
 * Spans of OpenTelemetry as files have them: OTLP/JSON requests (`resourceSpans`, attributes as a list, times as digits), the same printed by
 * protobuf (ids in base64, enums by name), dumps of JavaScript exporters (times as pairs, attributes as an object), table exports of Phoenix
 * (`attributes.llm.model_name` as columns), or bare attributes without a span.
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/docs/specification.md#json-protobuf-encoding
 */
export interface Span {
  name: string;
  /** Hex; undefined for bare attributes. */
  id: string | undefined;
  traceId: string | undefined;
  start: Instant | undefined;
  end: Instant | undefined;
  /** The end as the span has it. */
  givenEnd: unknown;
  /** Whether the status says so; its absence says nothing. */
  failed: boolean;
  message: string | undefined;
  /** Flat, by dotted name; lists of objects by position: `llm.input_messages.0.message.role`. */
  attributes: Record<string, unknown>;
  events: { name: string; attributes: Record<string, unknown> }[];
}

/** The ids of a span, hex; "" where it has none. */
export function readSpanIds(value: Record<string, unknown>): { id: string; parentId: string } {
  return {
    id: toHex(firstText(value.spanId, value.span_id)) ?? "",
    parentId: toHex(firstText(value.parentSpanId, value.parent_span_id)) ?? "",
  };
}

/** The spans in one row; one for a row that is a span or bare attributes. */
export function readSpans(row: Record<string, unknown>): Span[] {
  const resources = row.resourceSpans ?? row.resource_spans;
  if (!Array.isArray(resources)) return [readSpan(row)];
  const scopes = resources.flatMap((resource) => list(toObject(resource), "scopeSpans", "scope_spans", "instrumentationLibrarySpans"));
  return scopes
    .flatMap((scope) => list(toObject(scope), "spans"))
    .filter(isObject)
    .map(readSpan);
}

const list = (value: Record<string, unknown>, ...names: string[]): unknown[] => {
  for (const name of names) if (Array.isArray(value[name])) return value[name];
  return [];
};

function readSpan(value: Record<string, unknown>): Span {
  const context = toObject(value.context ?? value.spanContext);
  const status = toObject(value.status);
  const givenEnd = value.endTimeUnixNano ?? value.end_time_unix_nano ?? value.endTime ?? value.end_time;
  const code = firstText(status.code, status.status_code, value.status_code, value.statusCode);
  return {
    name: firstText(value.name) ?? "",
    id: toHex(firstText(value.spanId, value.span_id, context.span_id, context.spanId, value["context.span_id"])),
    traceId: toHex(firstText(value.traceId, value.trace_id, context.trace_id, context.traceId, value["context.trace_id"])),
    start: readSpanTime(value.startTimeUnixNano ?? value.start_time_unix_nano ?? value.startTime ?? value.start_time),
    end: readSpanTime(givenEnd),
    givenEnd,
    failed: code !== undefined && /^(2|(STATUS_CODE_)?ERROR)$/i.test(code),
    message: firstText(status.message, status.description, value.status_message, value.statusMessage),
    attributes: readAttributes(value),
    events: list(value, "events")
      .filter(isObject)
      .map((event) => ({ name: firstText(event.name) ?? "", attributes: toAttributes(event.attributes) })),
  };
}

const readSpanTime = (value: unknown) => readHrTime(value) ?? readTime(value);

function readAttributes(value: Record<string, unknown>): Record<string, unknown> {
  if (value.attributes !== undefined && value.attributes !== null) return toAttributes(value.attributes);
  const flat: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) flatten(name.startsWith("attributes.") ? name.slice(11) : name, inner, flat, 0);
  return flat;
}

/** @param attributes a list of key and typed value, or an object, nested or not. */
function toAttributes(attributes: unknown): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  if (Array.isArray(attributes)) {
    for (const one of attributes) if (isObject(one) && typeof one.key === "string") flatten(one.key, toValue(one.value, 0), flat, 0);
  } else if (isObject(attributes)) for (const [name, inner] of Object.entries(attributes)) flatten(name, inner, flat, 0);
  return flat;
}

/** Deeper than any attribute is; what is deeper is dropped. */
const maxDepth = 12;

function flatten(name: string, value: unknown, into: Record<string, unknown>, depth: number): void {
  if (depth > maxDepth || value === null || value === undefined) return;
  // Object.entries gives an array's positions as keys.
  if (!keptWhole.has(name) && (isObject(value) || (Array.isArray(value) && value.some(isObject))))
    for (const [key, inner] of Object.entries(value)) flatten(`${name}.${key}`, inner, into, depth + 1);
  else into[name] = value;
}

/** Messages that came as values, not as JSON text: events have them so. */
const keptWhole = new Set(["gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions"]);

/** `{stringValue}`, `{intValue}` (digits), `{arrayValue: {values}}`, `{kvlistValue: {values}}` …; in snake case, too. */
function toValue(value: unknown, depth: number): unknown {
  if (!isObject(value) || depth > maxDepth) return undefined;
  const [name, inner] = Object.entries(value)[0] ?? [];
  switch (name) {
    case "arrayValue":
    case "array_value":
      return list(toObject(inner), "values").map((one) => toValue(one, depth + 1));
    case "kvlistValue":
    case "kvlist_value":
      return Object.fromEntries(
        list(toObject(inner), "values")
          .filter(isObject)
          .map((one) => [String(one.key), toValue(one.value, depth + 1)]),
      );
    default:
      return inner;
  }
}

/** Ids are hex in OTLP/JSON; protobuf's own printer gives base64 of the same bytes, Python's console exporter hex behind "0x". */
function toHex(given: string | undefined): string | undefined {
  const id = given?.startsWith("0x") ? given.slice(2) : given;
  if (id === undefined || !/[=+/]|[^0-9a-fA-F]/.test(id) || !/^[A-Za-z0-9+/]+={0,2}$/.test(id)) return id?.toLowerCase();
  const bytes = Buffer.from(id, "base64");
  return bytes.length === 16 || bytes.length === 8 ? bytes.toString("hex") : id;
}
