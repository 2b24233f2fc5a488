import type { ModelDetails } from "../../../../contract/index.ts";
import { isObject } from "../../base/json-value.ts";
import { toDetails, toTypeNames } from "./details.ts";
import type { Reader } from "./reader.ts";

/**
 * safetensors: eight bytes with the header's length N (little endian), then N bytes of a JSON object without leading spaces, perhaps padded
 * with spaces at the end, then the tensors. Source: "Format" in the README of huggingface/safetensors.
 */

/** A longer header is not parsed, since that would block the event loop. */
const longestParsedBytes = 2 * 1024 * 1024;
/** The format's own limit for a header. */
const maxHeaderBytes = 100_000_000;

export async function isSafetensors(reader: Reader): Promise<boolean> {
  const start = await readStart(reader);
  if (start === null || start.headerBytes < 2 || start.headerBytes > reader.sizeBytes - 8) return false;
  if (start.headerBytes > longestParsedBytes) {
    const end = await reader.read(8 + start.headerBytes - 1, 1);
    return end[0] === 0x7d || end[0] === 0x20;
  }
  return (await readHeader(reader, start.headerBytes)) !== null;
}

/** What the header says about the model; nothing when it is too long to be parsed. */
export async function readSafetensors(reader: Reader): Promise<ModelDetails> {
  const start = await readStart(reader);
  const header = start === null || start.headerBytes > longestParsedBytes ? null : await readHeader(reader, start.headerBytes);
  if (header === null) return {};
  const { __metadata__: metadata, ...tensors } = header;
  const said = isObject(metadata) ? metadata : {};
  const valuesByType = new Map<string, number>();
  for (const tensor of Object.values(tensors)) {
    if (!isObject(tensor) || typeof tensor.dtype !== "string") continue;
    const type = tensor.dtype.slice(0, 16);
    valuesByType.set(type, (valuesByType.get(type) ?? 0) + countValues(tensor.shape));
  }
  return toDetails({
    // Keys of Stability AI's ModelSpec, which image models carry; others are free text.
    architecture: said["modelspec.architecture"] ?? said.architecture,
    title: said["modelspec.title"] ?? said.name,
    license: said["modelspec.license"] ?? said.license,
    producer: frameworks.get(said.format) ?? said.format,
    quantization: toTypeNames(valuesByType),
    tensors: Object.keys(tensors).length,
    parameters: [...valuesByType.values()].reduce((sum, values) => sum + values, 0),
  });
}

/** `__metadata__.format` as the Python package writes it. */
const frameworks: ReadonlyMap<unknown, string> = new Map([
  ["pt", "PyTorch"],
  ["tf", "TensorFlow"],
  ["flax", "Flax"],
  ["np", "NumPy"],
  ["mlx", "MLX"],
  ["paddle", "PaddlePaddle"],
]);

/** NaN for a shape that is none, which then leaves the sum out. */
const countValues = (shape: unknown): number =>
  Array.isArray(shape) ? shape.reduce<number>((values, size) => values * (typeof size === "number" ? size : Number.NaN), 1) : Number.NaN;

/** What is wrong with the size of a file that claims to be safetensors; null when nothing is wrong or it cannot be told. */
export async function safetensorsProblem(reader: Reader): Promise<string | null> {
  if (reader.sizeBytes < 9)
    return `The file is cut short: a safetensors file starts with 8 bytes and a header, and there are ${reader.sizeBytes} bytes.`;
  const start = await readStart(reader);
  if (start === null || start.headerBytes > maxHeaderBytes) return null;
  const { headerBytes } = start;
  if (8 + headerBytes > reader.sizeBytes) return cutShort(`its header alone needs ${8 + headerBytes} bytes`, reader.sizeBytes);
  const header = headerBytes > longestParsedBytes ? null : await readHeader(reader, headerBytes);
  const dataBytes = header === null ? null : dataEnd(header);
  if (dataBytes === null) return null;
  const neededBytes = 8 + headerBytes + dataBytes;
  if (neededBytes > reader.sizeBytes) return cutShort(`its tensors need ${neededBytes} bytes`, reader.sizeBytes);
  if (neededBytes === reader.sizeBytes) return null;
  return `The file has ${reader.sizeBytes - neededBytes} bytes more than its header describes. Programs that load safetensors refuse it.`;
}

/** Length of the header; null unless a JSON object follows. */
async function readStart(reader: Reader): Promise<{ headerBytes: number } | null> {
  const start = await reader.read(0, 9);
  return start.length < 9 || start[8] !== 0x7b ? null : { headerBytes: Number(start.readBigUInt64LE(0)) };
}

async function readHeader(reader: Reader, headerBytes: number): Promise<Record<string, unknown> | null> {
  try {
    const header: unknown = JSON.parse((await reader.read(8, headerBytes)).toString("utf8"));
    return isObject(header) ? header : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof RangeError) return null;
    throw thrown;
  }
}

const cutShort = (needs: string, sizeBytes: number) =>
  `The file is cut short: ${needs}, and the file has ${sizeBytes} bytes. Download or copy it again.`;

/** Where the last tensor ends, counted from the end of the header; null when the header does not say. */
function dataEnd({ __metadata__: _metadata, ...tensors }: Record<string, unknown>): number | null {
  let end = 0;
  for (const tensor of Object.values(tensors)) {
    const offsets = isObject(tensor) ? tensor.data_offsets : undefined;
    if (!Array.isArray(offsets) || !Number.isSafeInteger(offsets[1])) return null;
    end = Math.max(end, offsets[1] as number);
  }
  return end;
}
