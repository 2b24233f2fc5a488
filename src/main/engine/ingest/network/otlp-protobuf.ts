import protobuf from "protobufjs/minimal.js";

type Reader = protobuf.Reader;

/**
 * Reads OTLP messages in protobuf, span by span, as the objects that OTLP/JSON has, except that attributes are objects: what the span dialects read.
 * Field numbers are those of opentelemetry-proto 1.9; fields that no dialect reads are skipped. Attributes and events beyond what any exporter sends, and
 * values nested deeper, are left out before they become objects, and their span is taken.
 * @see https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto
 */

const maxDepth = 32;
/** Of a span, an event or a list, empty ones too: two bytes each. */
const maxEntries = 10_000;

/** Counts what is left out; false, since it is not read. */
type LeaveOut = () => false;

/** What is wrong with the bytes; protobufjs throws RangeError and Error for others. */
export class BadOtlp extends Error {}

/** One value is deeper or longer than any exporter sends; what is around it can be read. */
class Oversized extends BadOtlp {}

/** The spans of an ExportTraceServiceRequest. @param leaveOut called for each attribute or event that is left out. @throws Error when the bytes are no such message. */
export function* readSpanMessages(bytes: Uint8Array, leaveOut: LeaveOut): Generator<Record<string, unknown>> {
  yield* readLeaves(protobuf.Reader.create(bytes), (...at) => readSpan(...at, leaveOut));
}

/** The log records of an ExportLogsServiceRequest. @throws Error as `readSpanMessages`. */
export function* readLogMessages(bytes: Uint8Array, leaveOut: LeaveOut): Generator<Record<string, unknown>> {
  yield* readLeaves(protobuf.Reader.create(bytes), (...at) => readLogRecord(...at, leaveOut));
}

/** Both requests hold resources (1), which hold scopes (2), which hold what is wanted (2). */
function* readLeaves(reader: Reader, read: (reader: Reader, end: number) => Record<string, unknown>): Generator<Record<string, unknown>> {
  for (const resourceEnd of messages(reader, reader.len, 1))
    for (const scopeEnd of messages(reader, resourceEnd, 2)) for (const end of messages(reader, scopeEnd, 2)) yield read(reader, end);
}

/** Enters every message in that field; others are skipped. Yields where each ends; whoever takes it reads up to there. */
function* messages(reader: Reader, end: number, field: number): Generator<number> {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === tagOf(field, 2)) yield readEnd(reader, end);
    else reader.skipType(tag & 7);
  }
  arrived(reader, end);
}

const tagOf = (field: number, wireType: number) => (field << 3) | wireType;

function readEnd(reader: Reader, outerEnd: number): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > outerEnd) throw new BadOtlp("a message is longer than the one around it");
  return end;
}

function arrived(reader: Reader, end: number): void {
  if (reader.pos !== end) throw new BadOtlp("a field is longer than its message");
}

/** Calls `take` with each field's tag; what it does not read is skipped. */
function eachField(reader: Reader, end: number, take: (tag: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!take(tag)) reader.skipType(tag & 7);
  }
  arrived(reader, end);
}

function readSpan(reader: Reader, end: number, leaveOut: LeaveOut): Record<string, unknown> {
  const span: Record<string, unknown> = {};
  const attributes: Record<string, unknown> = {};
  const events: Record<string, unknown>[] = [];
  let entries = 0;
  eachField(reader, end, (tag) => {
    switch (tag) {
      case tagOf(1, 2):
        span.traceId = hex(reader);
        return true;
      case tagOf(2, 2):
        span.spanId = hex(reader);
        return true;
      case tagOf(4, 2):
        span.parentSpanId = hex(reader);
        return true;
      case tagOf(5, 2):
        span.name = reader.string();
        return true;
      case tagOf(7, 1):
        span.startTimeUnixNano = digits(reader);
        return true;
      case tagOf(8, 1):
        span.endTimeUnixNano = digits(reader);
        return true;
      case tagOf(9, 2):
        if (++entries > maxEntries) return leaveOut();
        readAttribute(reader, readEnd(reader, end), attributes, leaveOut);
        return true;
      case tagOf(11, 2):
        if (events.length >= maxEntries) return leaveOut();
        events.push(readEvent(reader, readEnd(reader, end), leaveOut));
        return true;
      case tagOf(15, 2):
        span.status = readStatus(reader, readEnd(reader, end));
        return true;
    }
    return false;
  });
  span.attributes = attributes;
  if (events.length > 0) span.events = events;
  return span;
}

function readEvent(reader: Reader, end: number, leaveOut: LeaveOut): Record<string, unknown> {
  const event: Record<string, unknown> = {};
  const attributes: Record<string, unknown> = {};
  let entries = 0;
  eachField(reader, end, (tag) => {
    if (tag === tagOf(2, 2)) event.name = reader.string();
    else if (tag === tagOf(3, 2)) {
      if (++entries > maxEntries) return leaveOut();
      readAttribute(reader, readEnd(reader, end), attributes, leaveOut);
    } else return false;
    return true;
  });
  event.attributes = attributes;
  return event;
}

function readStatus(reader: Reader, end: number): Record<string, unknown> {
  const status: Record<string, unknown> = {};
  eachField(reader, end, (tag) => {
    if (tag === tagOf(2, 2)) status.message = reader.string();
    else if (tag === tagOf(3, 0)) status.code = reader.int32();
    else return false;
    return true;
  });
  return status;
}

function readLogRecord(reader: Reader, end: number, leaveOut: LeaveOut): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  const attributes: Record<string, unknown> = {};
  let entries = 0;
  eachField(reader, end, (tag) => {
    switch (tag) {
      case tagOf(6, 2):
        if (++entries > maxEntries) return leaveOut();
        readAttribute(reader, readEnd(reader, end), attributes, leaveOut);
        return true;
      case tagOf(9, 2):
        record.traceId = hex(reader);
        return true;
      case tagOf(10, 2):
        record.spanId = hex(reader);
        return true;
      case tagOf(12, 2):
        record.eventName = reader.string();
        return true;
    }
    return false;
  });
  record.attributes = attributes;
  return record;
}

/** One attribute too deep or too long costs itself, not the request. */
function readAttribute(reader: Reader, end: number, into: Record<string, unknown>, leaveOut: LeaveOut): void {
  try {
    readKeyValue(reader, end, into, 0);
  } catch (thrown) {
    if (!(thrown instanceof Oversized)) throw thrown;
    reader.pos = end;
    leaveOut();
  }
}

function readKeyValue(reader: Reader, end: number, into: Record<string, unknown>, depth: number): void {
  let key = "";
  let value: unknown;
  eachField(reader, end, (tag) => {
    if (tag === tagOf(1, 2)) key = reader.string();
    else if (tag === tagOf(2, 2)) value = readAnyValue(reader, readEnd(reader, end), depth + 1);
    else return false;
    return true;
  });
  // A member called __proto__ would be the object's prototype.
  if (key !== "__proto__") into[key] = value;
}

function readAnyValue(reader: Reader, end: number, depth: number): unknown {
  if (depth > maxDepth) throw new Oversized(`values are nested more than ${maxDepth} deep`);
  let value: unknown;
  eachField(reader, end, (tag) => {
    switch (tag) {
      case tagOf(1, 2):
        value = reader.string();
        return true;
      case tagOf(2, 0):
        value = reader.bool();
        return true;
      case tagOf(3, 0):
        value = readInt64(reader);
        return true;
      case tagOf(4, 1):
        value = reader.double();
        return true;
      case tagOf(5, 2):
        value = readArray(reader, readEnd(reader, end), depth);
        return true;
      case tagOf(6, 2):
        value = readKvlist(reader, readEnd(reader, end), depth);
        return true;
      case tagOf(7, 2):
        value = Buffer.from(reader.bytes()).toString("base64");
        return true;
    }
    return false;
  });
  return value;
}

function readArray(reader: Reader, end: number, depth: number): unknown[] {
  const values: unknown[] = [];
  const count = counter("values of a list");
  for (const valueEnd of messages(reader, end, 1)) {
    count();
    values.push(readAnyValue(reader, valueEnd, depth + 1));
  }
  return values;
}

function readKvlist(reader: Reader, end: number, depth: number): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const count = counter("members of an object");
  for (const valueEnd of messages(reader, end, 1)) {
    count();
    readKeyValue(reader, valueEnd, values, depth + 1);
  }
  return values;
}

/** @returns a function to be called for each of them. */
function counter(what: string): () => void {
  let entries = 0;
  return () => {
    if (++entries > maxEntries) throw new Oversized(`there are more than ${maxEntries} ${what}`);
  };
}

function hex(reader: Reader): string {
  const bytes = reader.bytes();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

/** A fixed64, as OTLP/JSON writes it. */
function digits(reader: Reader): string {
  const low = reader.fixed32();
  const high = reader.fixed32();
  return ((BigInt(high) << 32n) | BigInt(low)).toString();
}

/** An int64: a number, or its digits where a double would lose some. */
function readInt64(reader: Reader): number | string {
  const { low, high } = reader.int64() as protobuf.Long;
  const value = (BigInt(high) << 32n) | BigInt(low >>> 0);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
