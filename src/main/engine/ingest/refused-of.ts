import type { Refused } from "../collector/quarantine.ts";
import type { ChunkResult } from "../records/inspect-chunk.ts";

/**
 * The refused lines of a chunk as quarantine takes them.
 * @param source the file they came from, or "collect".
 * @param firstLine number of the chunk's first line, 1-based.
 */
export function refusedOf(chunk: ChunkResult, source: string, firstLine: number): Refused[] {
  return chunk.refused.map(({ line, kind, findings }) => ({
    bytes: chunk.bytes.subarray(chunk.starts[line], chunk.ends[line]),
    source,
    lineNumber: firstLine + (chunk.lineNumbers[line] ?? 0),
    kind,
    findings,
  }));
}
