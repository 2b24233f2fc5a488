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
