import { isObject } from "../../base/json-value.ts";
import type { Reader } from "./reader.ts";

/** A longer header is not parsed: that would hold up everything else for longer than a moment. */
const longestParsedBytes = 2 * 1024 * 1024;

/**
 * safetensors: eight bytes with the header's length (little endian), then that many bytes of a JSON object that starts at
 * once and may be padded with spaces, then the tensors.
 */
export async function isSafetensors(reader: Reader): Promise<boolean> {
  const start = await reader.read(0, 9);
  if (start.length < 9 || start[8] !== 0x7b) return false;
  const length = start.readBigUInt64LE(0);
  if (length < 2n || length > BigInt(reader.sizeBytes - 8)) return false;
  if (length > longestParsedBytes) {
    const end = await reader.read(8 + Number(length) - 1, 1);
    return end[0] === 0x7d || end[0] === 0x20;
  }
  const header = await reader.read(8, Number(length));
  try {
    return isObject(JSON.parse(header.toString("utf8")));
  } catch {
    return false;
  }
}

/** safetensors' own limit of a header. */
const maxHeaderBytes = 100_000_000;

/** What is wrong with the size of a safetensors file, or of one that means to be; null when nothing is, or nothing tells. */
export async function safetensorsProblem(reader: Reader): Promise<string | null> {
  const start = await reader.read(0, 9);
  if (start.length < 9)
    return `The file is cut short: a safetensors file starts with 8 bytes and a header, and there are ${reader.sizeBytes} bytes.`;
  const header = start.readBigUInt64LE(0);
  if (start[8] !== 0x7b || header > BigInt(maxHeaderBytes)) return null;
  const headerBytes = Number(header);
  if (8 + headerBytes > reader.sizeBytes) return cutShort(`its header alone needs ${8 + headerBytes} bytes`, reader.sizeBytes);
  if (headerBytes > longestParsedBytes) return null;
  const dataBytes = dataEnd((await reader.read(8, headerBytes)).toString("utf8"));
  if (dataBytes === null) return null;
  const neededBytes = 8 + headerBytes + dataBytes;
  if (neededBytes > reader.sizeBytes) return cutShort(`its tensors need ${neededBytes} bytes`, reader.sizeBytes);
  if (neededBytes === reader.sizeBytes) return null;
  return `The file has ${reader.sizeBytes - neededBytes} bytes more than its header describes. Programs that load safetensors refuse it.`;
}

const cutShort = (needs: string, sizeBytes: number) =>
  `The file is cut short: ${needs}, and the file has ${sizeBytes} bytes. Download or copy it again.`;

/** Where the last tensor ends, counted from the end of the header; null for a header that says no such thing. */
function dataEnd(header: string): number | null {
  try {
    const tensors = Object.entries(JSON.parse(header) as Record<string, { data_offsets?: unknown }>);
    let end = 0;
    for (const [name, tensor] of tensors) {
      if (name === "__metadata__") continue;
      const offsets = tensor?.data_offsets;
      if (!Array.isArray(offsets) || !Number.isSafeInteger(offsets[1])) return null;
      end = Math.max(end, offsets[1] as number);
    }
    return end;
  } catch {
    return null;
  }
}
