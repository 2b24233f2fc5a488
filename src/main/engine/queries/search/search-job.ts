import { defineJob, type JobAnswer } from "../../workers/job.ts";
import { type SearchRequest, type SearchResult, searchChunk } from "./search-chunk.ts";

/** Looks for a text in the lines of a chunk. 256 kB take less than a millisecond. */
export const searchJob = defineJob<SearchRequest, SearchResult>("search", 256 * 1024);

export function handleSearch(request: SearchRequest): JobAnswer<SearchResult> {
  const result = searchChunk(request);
  return { result, buffers: [result.bytes.buffer, result.found.buffer] };
}
