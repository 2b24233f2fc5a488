import type { ModelDetails } from "../../../../contract/index.ts";
import { toDetails } from "./details.ts";
import { countInitializers } from "./onnx-initializers.ts";
import { delimited, NotProtobuf, type ProtoField, protoFields, protoText, varint } from "./protobuf.ts";
import type { Reader } from "./reader.ts";

/**
 * ONNX has no magic bytes: it is a protobuf message, ModelProto. Its top level is walked field by field, the long ones
 * jumped over. It is one when it holds an ir_version and a graph, every field that is known has its type, and the
 * last field ends exactly where the file does. Source: onnx/onnx.proto.
 */

/** Field number → wire type, of ModelProto. */
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
const highestIrVersion = 1000;
const maxFields = 20_000;
/** Read at each field: a hostile file of so many far apart costs 80 MB of reading. */
const windowBytes = 4096;
const maxTextBytes = 256;
/** Entries of one kind that are looked into. */
const maxEntries = 64;

interface Found {
  irVersion?: number;
  producerName?: string;
  producerVersion?: string;
  graph?: ProtoField;
  opsets: ProtoField[];
  metadata: ProtoField[];
}

export const isOnnx = async (reader: Reader): Promise<boolean> => (await walkModel(reader)) !== null;

/** What an ONNX file says about itself; nothing when it is none. */
export async function readOnnx(reader: Reader): Promise<ModelDetails> {
  const found = await walkModel(reader);
  if (found === null) return {};
  const opset = await standardOpset(reader, found.opsets);
  const metadata = await readEntries(reader, found.metadata);
  return toDetails({
    formatVersion: `IR ${found.irVersion}${opset === undefined ? "" : `, opset ${opset}`}`,
    producer: [found.producerName, found.producerVersion].filter(Boolean).join(" "),
    title: metadata.get("name") ?? metadata.get("model_name"),
    license: metadata.get("license") ?? metadata.get("model_license"),
    ...(found.graph && (await countInitializers(reader, found.graph))),
  });
}

/** null when it is no ONNX file. */
async function walkModel(model: Reader): Promise<Found | null> {
  const reader = model.withWindow(windowBytes);
  const found: Found = { opsets: [], metadata: [] };
  try {
    for await (const field of protoFields(reader, { start: 0, end: reader.sizeBytes }, maxFields)) {
      if (field.wireType !== (knownFields.get(field.number) ?? field.wireType)) return null;
      if (field.number === 1) {
        if (field.value < 1 || field.value > highestIrVersion) return null;
        found.irVersion = field.value;
      } else if (field.number === 2) found.producerName = await protoText(reader, field, maxTextBytes);
      else if (field.number === 3) found.producerVersion = await protoText(reader, field, maxTextBytes);
      else if (field.number === 7) found.graph = field;
      else if (field.number === 8 && found.opsets.length < maxEntries) found.opsets.push(field);
      else if (field.number === 14 && found.metadata.length < maxEntries) found.metadata.push(field);
    }
  } catch (thrown) {
    if (thrown instanceof NotProtobuf) return null;
    throw thrown;
  }
  return found.irVersion === undefined || found.graph === undefined ? null : found;
}

/** The version of the standard operators, whose domain is empty or "ai.onnx"; undefined when the file imports others only. */
async function standardOpset(reader: Reader, opsets: readonly ProtoField[]): Promise<number | undefined> {
  for (const opset of opsets) {
    let domain = "";
    let version: number | undefined;
    try {
      for await (const field of protoFields(reader, opset, maxEntries)) {
        if (field.number === 1 && field.wireType === delimited) domain = await protoText(reader, field, maxTextBytes);
        if (field.number === 2 && field.wireType === varint) version = field.value;
      }
    } catch (thrown) {
      if (!(thrown instanceof NotProtobuf)) throw thrown;
    }
    if ((domain === "" || domain === "ai.onnx") && version !== undefined) return version;
  }
  return undefined;
}

/** StringStringEntryProto: key 1, value 2. */
async function readEntries(reader: Reader, entries: readonly ProtoField[]): Promise<Map<string, string>> {
  const read = new Map<string, string>();
  for (const entry of entries) {
    let key = "";
    try {
      for await (const field of protoFields(reader, entry, maxEntries)) {
        if (field.number === 1) key = await protoText(reader, field, maxTextBytes);
        if (field.number === 2) read.set(key, await protoText(reader, field, maxTextBytes));
      }
    } catch (thrown) {
      if (!(thrown instanceof NotProtobuf)) throw thrown;
    }
  }
  return read;
}
