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

const int64 = 7;

export interface TinyOnnxOptions {
  /** Sizes of weights, by name: float32 with each size a field of its own for the first, int64 with packed sizes for the others. */
  weights?: Record<string, readonly number[]>;
  metadata?: Record<string, string>;
}

function weight(name: string, sizes: readonly number[], isPacked: boolean): Buffer {
  const dims = isPacked ? [block(1, ...sizes.map(varint))] : sizes.map((size) => number(1, size));
  const dataBytes = 4 * sizes.reduce((values, size) => values * size, 1);
  return block(5, ...dims, number(2, isPacked ? int64 : float32), block(8, name), block(9, Buffer.alloc(dataBytes)));
}

/** A model with the input "x" and the output "y", both float32 of that shape. A description of `paddingBytes` makes it larger. */
export function tinyOnnx(shape: readonly (number | string)[], paddingBytes = 0, options: TinyOnnxOptions = {}): Buffer {
  const node = block(1, block(1, "x"), block(1, "x"), block(2, "y"), block(4, "Add"));
  const doc = paddingBytes > 0 ? [block(10, Buffer.alloc(paddingBytes, "x"))] : [];
  const weights = Object.entries(options.weights ?? {}).map(([name, sizes], at) => weight(name, sizes, at > 0));
  const graph = block(7, node, block(2, "tiny"), ...weights, ...doc, valueInfo(11, "x", shape), valueInfo(12, "y", shape));
  const opset = block(8, block(1, ""), number(2, 13));
  const metadata = Object.entries(options.metadata ?? {}).map(([key, value]) => block(14, block(1, key), block(2, value)));
  return Buffer.concat([number(1, 8), block(2, "assay-test"), graph, opset, ...metadata]);
}
