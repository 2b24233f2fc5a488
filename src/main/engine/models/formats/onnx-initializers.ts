import type { ModelDetails } from "../../../../contract/index.ts";
import { toTypeNames } from "./details.ts";
import { delimited, NotProtobuf, type ProtoField, protoFields, readVarint, varint } from "./protobuf.ts";
import type { Reader } from "./reader.ts";

/** Weights lie far apart in the file: each costs one read of this size. */
const windowBytes = 4096;
/** Of a graph: nodes, weights, names. A graph with more is not counted: that would be tens of thousands of reads. */
const maxGraphFields = 20_000;
/** Of one weight's tensor, whose sizes come first. */
const maxTensorFields = 64;
const initializerField = 5;

/** TensorProto.DataType of onnx.proto. */
const dataTypes: Readonly<Record<number, string>> = {
  1: "F32",
  2: "U8",
  3: "I8",
  4: "U16",
  5: "I16",
  6: "I32",
  7: "I64",
  8: "string",
  9: "bool",
  10: "F16",
  11: "F64",
  12: "U32",
  13: "U64",
  16: "BF16",
  17: "F8_E4M3",
  19: "F8_E5M2",
  21: "U4",
  22: "I4",
};

/** Counts the weights of a graph (GraphProto.initializer): tensors, their values and types. Nothing when it is too long or malformed. */
export async function countInitializers(
  model: Reader,
  graph: ProtoField,
): Promise<Pick<ModelDetails, "tensors" | "parameters" | "quantization">> {
  const reader = model.withWindow(windowBytes);
  const valuesByType = new Map<string, number>();
  let tensors = 0;
  let parameters = 0;
  try {
    for await (const field of protoFields(reader, graph, maxGraphFields)) {
      if (field.number !== initializerField || field.wireType !== delimited) continue;
      const { values, type } = await readTensor(reader, field);
      valuesByType.set(type, (valuesByType.get(type) ?? 0) + values);
      tensors += 1;
      parameters += values;
    }
  } catch (thrown) {
    if (thrown instanceof NotProtobuf) return {};
    throw thrown;
  }
  const quantization = toTypeNames(valuesByType);
  return { tensors, parameters, ...(quantization !== undefined && { quantization }) };
}

/** TensorProto: dims 1 (packed or one by one), data_type 2. */
async function readTensor(reader: Reader, tensor: ProtoField): Promise<{ values: number; type: string }> {
  let values = 1;
  let type = "type 0";
  for await (const field of protoFields(reader, tensor, maxTensorFields)) {
    if (field.number === 1 && field.wireType === varint) values *= field.value;
    else if (field.number === 1 && field.wireType === delimited) {
      for (let at = field.start; at < field.end; ) {
        const size = await readVarint(reader, at, field.end);
        values *= size.value;
        at = size.end;
      }
    } else if (field.number === 2) type = dataTypes[field.value] ?? `type ${field.value}`;
    // The rest is the data.
    if (field.number > 2) break;
  }
  return { values, type };
}
