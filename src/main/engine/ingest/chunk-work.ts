import { type SearchRequest, type SearchResult, searchChunk } from "../search/search-chunk.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import { type ChunkRequest, type ChunkResult, inspectChunk } from "./inspect-chunk.ts";

/** What can be asked of a thread, and what it answers. */
export type ChunkQuestion = ({ work: "inspect" } & ChunkRequest) | ({ work: "search" } & SearchRequest);
export type ChunkAnswer = ChunkResult | SearchResult;

/** Does the work, wherever it is called. `buffers` are the answer's: each once, to be transferred. */
export function answerTo(validator: SchemaValidator, request: ChunkQuestion): { result: ChunkAnswer; buffers: ArrayBuffer[] } {
  if (request.work === "search") {
    const result = searchChunk(request);
    return { result, buffers: [result.bytes.buffer, result.found.buffer] };
  }
  const result = inspectChunk(validator, request);
  return { result, buffers: buffersOf(result) };
}

/** Every buffer of a result, once: empty staged tables may be views of nothing. */
function buffersOf(result: ChunkResult): ArrayBuffer[] {
  const views = [
    result.bytes,
    result.starts,
    result.ends,
    result.sourceStarts,
    result.lineNumbers,
    result.codes,
    result.hashes,
    result.candidateCounts,
    result.candidates.csv,
    result.candidates.starts,
    ...Object.values(result.tables).flatMap((table) => [table.csv, table.starts]),
    result.facts.engine,
    result.facts.success,
    result.facts.latencyMs,
    result.facts.quality,
  ];
  return [...new Set(views.map((view) => view.buffer))];
}
