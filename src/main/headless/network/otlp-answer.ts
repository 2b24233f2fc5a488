/** The two small messages that OTLP answers with, in protobuf. */

/**
 * An ExportTraceServiceResponse, or ExportLogsServiceResponse: partial_success (1) with the number of rejected items (1) and why (2). Empty when
 * there is nothing to say.
 */
export function encodePartialSuccess(rejected: number, message: string): Uint8Array {
  if (rejected === 0 && message === "") return new Uint8Array(0);
  return field(1, Buffer.concat([varintField(1, rejected), textField(2, message)]));
}

/** A google.rpc.Status: code (1) and message (2). */
export const encodeStatus = (code: number, message: string): Uint8Array => Buffer.concat([varintField(1, code), textField(2, message)]);

const textField = (number: number, text: string) => field(number, Buffer.from(text, "utf8"));
const field = (number: number, bytes: Uint8Array) => Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
const varintField = (number: number, value: number) => Buffer.concat([varint(number << 3), varint(value)]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}
