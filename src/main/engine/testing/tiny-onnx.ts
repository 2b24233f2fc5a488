/** Writes a real ONNX file by hand, byte for byte as onnx.proto says: y = x + x. For tests. */

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}

const number = (field: number, value: number) => Buffer.concat([varint(field * 8), varint(value)]);
const block = (field: number, ...parts: (Buffer | string)[]) => {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
};

const float32 = 1;

function valueInfo(field: number, name: string, shape: readonly (number | string)[]): Buffer {
  const dimensions = shape.map((size) => block(1, typeof size === "number" ? number(1, size) : block(2, size)));
  const tensorType = block(1, number(1, float32), block(2, ...dimensions));
  return block(field, block(1, name), block(2, tensorType));
}

/** A model with the input "x" and the output "y", both float32 of that shape. A description of `paddingBytes` makes it larger. */
export function tinyOnnx(shape: readonly (number | string)[], paddingBytes = 0): Buffer {
  const node = block(1, block(1, "x"), block(1, "x"), block(2, "y"), block(4, "Add"));
  const doc = paddingBytes > 0 ? [block(10, Buffer.alloc(paddingBytes, "x"))] : [];
  const graph = block(7, node, block(2, "tiny"), ...doc, valueInfo(11, "x", shape), valueInfo(12, "y", shape));
  const opset = block(8, block(1, ""), number(2, 13));
  return Buffer.concat([number(1, 8), block(2, "assay-test"), graph, opset]);
}
