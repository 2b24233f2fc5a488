import type { Reader } from "./reader.ts";

/**
 * ONNX has no magic bytes: it is a protobuf message, ModelProto. Its top level is walked field by field, the long ones
 * jumped over. It is one when it holds an ir_version and a graph, every field that is known has its type, and the
 * last field ends exactly where the file does.
 */

const varint = 0;
const delimited = 2;
/** Field number → wire type, of onnx.proto's ModelProto. */
const knownFields = new Map([
  [1, varint], // ir_version
  [2, delimited], // producer_name
  [3, delimited], // producer_version
  [4, delimited], // domain
  [5, varint], // model_version
  [6, delimited], // doc_string
  [7, delimited], // graph
  [8, delimited], // opset_import
  [14, delimited], // metadata_props
  [20, delimited], // training_info
  [25, delimited], // functions
]);
const irVersionField = 1;
const graphField = 7;
const highestIrVersion = 1000;
const maxFields = 20_000;

export async function isOnnx(reader: Reader): Promise<boolean> {
  let at = 0;
  let irVersion = false;
  let graph = false;
  for (let fields = 0; at < reader.sizeBytes && fields < maxFields; fields++) {
    const tag = await readVarint(reader, at);
    if (tag === null) return false;
    const field = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    if (field === 0 || wireType !== (knownFields.get(field) ?? wireType)) return false;
    at = tag.end;
    if (wireType === varint || wireType === delimited) {
      const number = await readVarint(reader, at);
      if (number === null) return false;
      at = number.end + (wireType === delimited ? number.value : 0);
      if (field === irVersionField) {
        if (number.value < 1 || number.value > highestIrVersion) return false;
        irVersion = true;
      }
      if (field === graphField) graph = true;
    } else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else return false;
    if (at > reader.sizeBytes) return false;
  }
  return irVersion && graph;
}

/** A base-128 number at `at`; null when it is cut off or longer than ten bytes. Above 2^53 it is inexact: no such length fits a file. */
async function readVarint(reader: Reader, at: number): Promise<{ value: number; end: number } | null> {
  const bytes = await reader.read(at, Math.min(10, reader.sizeBytes - at));
  let value = 0;
  let unit = 1;
  for (const [i, byte] of bytes.entries()) {
    value += (byte & 127) * unit;
    if (byte < 128) return { value, end: at + i + 1 };
    unit *= 128;
  }
  return null;
}
