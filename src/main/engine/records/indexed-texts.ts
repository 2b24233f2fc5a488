import { indexedTextBytes } from "../../../contract/index.ts";

/**
 * Up to this size, a list reads executions whole from the journal. For longer lines the index keeps the heads of their texts: a page of them
 * could be gigabytes.
 */
export const shortLineBytes = 64 * 1024;

/** Up to this size, the index keeps samples whole: DuckDB holds rows in memory several times over, 8192 at a time. */
export const keptSampleBytes = 4096;

/** The part of a text that the index keeps: its first `indexedTextBytes` bytes of UTF-8, whole characters only. */
export function indexedHead(value: string): string {
  // Every UTF-16 code unit takes one to three bytes.
  if (value.length * 3 <= indexedTextBytes) return value;
  const bytes = Buffer.from(value.slice(0, indexedTextBytes + 1));
  if (bytes.length <= indexedTextBytes) return value;
  let end = indexedTextBytes;
  while (((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.toString("utf8", 0, end);
}

/** What the index keeps of a sample's texts, and so what a search of samples sees. `line` is null for a long one. */
export function sampleTexts(
  { input, output }: { input?: unknown; output?: unknown },
  line: string,
  lengthBytes: number,
): { input: string | null; output: string | null; line: string | null } {
  const kept = (text: unknown) => (typeof text === "string" ? indexedHead(text) : null);
  return { input: kept(input), output: kept(output), line: lengthBytes > keptSampleBytes ? null : line };
}
