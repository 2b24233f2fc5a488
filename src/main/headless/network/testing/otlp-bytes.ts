import protobuf from "protobufjs/minimal.js";

/** Requests of OTLP in protobuf, written field by field, so that they can be wrong. */

export type Field = [number: number, bytes: Uint8Array];

/** Nested messages: field 1, as deep as it says. */
export const nested = (depth: number): Uint8Array => {
  let inner: Uint8Array = new Uint8Array(0);
  for (let i = 0; i < depth; i++) inner = protobuf.Writer.create().uint32(10).bytes(inner).finish();
  return inner;
};
/** A request of one span with these fields, by number. */
export const inSpan = (...fields: Field[]) => inSpans(fields);
/** A request of spans. */
export const inSpans = (...spans: Field[][]) => {
  const spansOfScope = protobuf.Writer.create();
  for (const fields of spans) {
    const leaf = protobuf.Writer.create();
    for (const [field, bytes] of fields) {
      if (field !== 7 && field !== 8) leaf.uint32((field << 3) | 2).bytes(bytes);
      // Its times, as fixed64.
      else
        leaf
          .uint32((field << 3) | 1)
          .fixed32(Buffer.from(bytes).readUInt32LE())
          .fixed32(Buffer.from(bytes).readUInt32LE(4));
    }
    spansOfScope.uint32(18).bytes(leaf.finish());
  }
  const scope = spansOfScope.finish();
  const resource = protobuf.Writer.create().uint32(18).bytes(scope).finish();
  return protobuf.Writer.create().uint32(10).bytes(resource).finish();
};
/** An AnyValue: lists in lists, and a text in the innermost. */
export const deepValue = (depth: number): Uint8Array => {
  let value = protobuf.Writer.create().uint32(10).string("x").finish();
  // ArrayValue (5) of AnyValue (1).
  for (let i = 0; i < depth; i++)
    value = protobuf.Writer.create().uint32(42).bytes(protobuf.Writer.create().uint32(10).bytes(value).finish()).finish();
  return value;
};

export const keyValue = (value: Uint8Array, key = "k") => protobuf.Writer.create().uint32(10).string(key).uint32(18).bytes(value).finish();
/** An AnyValue that is a text. */
export const toText = (value: string) => protobuf.Writer.create().uint32(10).string(value).finish();
