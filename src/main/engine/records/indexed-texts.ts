import { indexedTextBytes } from "../../../contract/index.ts";

/**
 * Executions of at most so many bytes are read whole for a row of a list. Of longer ones the index keeps the heads of their texts, so
 * that a page of them is not read by the gigabyte.
 */
export const shortLineBytes = 64 * 1024;

/** Samples of at most so many bytes are kept whole: DuckDB holds rows in memory several times over, and eight thousand at a time. */
export const keptSampleBytes = 4096;

/** The beginning of a text that the index keeps: `indexedTextBytes` at most, in whole characters. */
export function indexedHead(value: string): string {
  // Every UTF-16 code unit takes one to three bytes.
  if (value.length * 3 <= indexedTextBytes) return value;
  const bytes = Buffer.from(value.slice(0, indexedTextBytes + 1));
  if (bytes.length <= indexedTextBytes) return value;
  let end = indexedTextBytes;
  while (((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.toString("utf8", 0, end);
}

/** What the index keeps of a sample's texts, and so what a search of samples looks at. `line` is null when it is a long one. */
export function sampleTexts(
  { input, output }: { input?: unknown; output?: unknown },
  line: string,
  lengthBytes: number,
): { input: string | null; output: string | null; line: string | null } {
  const kept = (text: unknown) => (typeof text === "string" ? indexedHead(text) : null);
  return { input: kept(input), output: kept(output), line: lengthBytes > keptSampleBytes ? null : line };
}
