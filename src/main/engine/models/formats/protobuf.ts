import type { Reader } from "./reader.ts";

/** Wire types of protobuf (protobuf.dev, "Encoding"); 3 and 4, groups, are deprecated and refused. */
export const varint = 0;
export const delimited = 2;
const fixed64 = 1;
const fixed32 = 5;

export interface ProtoField {
  number: number;
  wireType: number;
  /** Of a varint; the length of what is delimited; 0 for fixed widths. Inexact above 2^53. */
  value: number;
  /** Where the content starts and ends. */
  start: number;
  end: number;
}

/** A message is malformed, or has more fields than are looked at. */
export class NotProtobuf extends Error {}

/**
 * The fields of a protobuf message that fills the bytes from `start` to `end`, without their contents, which are jumped over.
 * @param maxFields beyond which NotProtobuf is thrown, as when a field goes past the end.
 */
export async function* protoFields(
  reader: Reader,
  { start, end }: { start: number; end: number },
  maxFields: number,
): AsyncGenerator<ProtoField> {
  let at = start;
  for (let count = 0; at < end; count++) {
    if (count >= maxFields) throw new NotProtobuf();
    const tag = await readVarint(reader, at, end);
    const number = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    if (number === 0) throw new NotProtobuf();
    const field: ProtoField = { number, wireType, value: 0, start: tag.end, end: tag.end };
    if (wireType === varint || wireType === delimited) {
      const { value, end: after } = await readVarint(reader, tag.end, end);
      Object.assign(field, { value, start: after, end: wireType === delimited ? after + value : after });
    } else if (wireType === fixed64) field.end += 8;
    else if (wireType === fixed32) field.end += 4;
    else throw new NotProtobuf();
    if (field.end > end) throw new NotProtobuf();
    yield field;
    at = field.end;
  }
}

/** A base-128 number of at most ten bytes. */
export async function readVarint(reader: Reader, at: number, end: number): Promise<{ value: number; end: number }> {
  const bytes = await reader.read(at, Math.min(10, end - at));
  let value = 0;
  let unit = 1;
  for (const [i, byte] of bytes.entries()) {
    value += (byte & 127) * unit;
    if (byte < 128) return { value, end: at + i + 1 };
    unit *= 128;
  }
  throw new NotProtobuf();
}

/** The text of a delimited field, cut to `maxBytes`. */
export async function protoText(reader: Reader, { start, end }: ProtoField, maxBytes: number): Promise<string> {
  return (await reader.read(start, Math.min(end - start, maxBytes))).toString("utf8");
}
