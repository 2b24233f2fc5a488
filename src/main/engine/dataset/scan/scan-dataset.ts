import { AssayError, type Signal } from "../../../../contract/index.ts";
import { orderedAhead } from "../../async/ordered-ahead.ts";
import { openJournalLines } from "../../ingest/chunk-reader.ts";
import type { WorkerPool } from "../../workers/worker-pool.ts";
import { type Columns, joinColumns } from "./columns.ts";
import { scanJob } from "./scan-job.ts";
import { addEngine, type EngineTiers, type ScannedChunk } from "./scan-request.ts";
import type { SplitRule } from "./split-part.ts";

export interface ScanOptions {
  path: string;
  /** What an earlier scan found up to `fromByte`. */
  before: ScannedChunk | null;
  fromByte: number;
  toByte: number;
  split: SplitRule;
  pool: Pick<WorkerPool, "run" | "size">;
  signal: Signal;
  onProgress(bytes: number): void;
}

/** Scans the dataset file in threads, in order. @throws AssayError cancelled, io … */
export async function scanDataset({ path, before, fromByte, toByte, split, pool, signal, onProgress }: ScanOptions): Promise<ScannedChunk> {
  const chunks: (Columns | null)[] = [before?.columns ?? null];
  const engines: EngineTiers = new Map([...(before?.engines ?? [])].map(([name, counts]) => [name, [...counts]]));
  if (toByte > fromByte) {
    const file = await openJournalLines(path, fromByte, toByte);
    try {
      const ahead = orderedAhead(
        file.chunks(),
        // A line too long for a record is no sample.
        (chunk) => (chunk.type === "too_long" ? null : pool.run(scanJob, { bytes: chunk.bytes, offset: chunk.offset, split })),
        { maxItems: pool.size * 2, signal },
      );
      for await (const { item, result } of ahead) {
        if (result !== null) {
          chunks.push(result.columns);
          for (const [name, counts] of result.engines) for (const [tier, count] of counts.entries()) addEngine(engines, name, tier, count);
        }
        onProgress(item.offset + item.readBytes - fromByte);
      }
    } finally {
      await file.close();
    }
  }
  if (signal.aborted) throw new AssayError("cancelled", "The check was cancelled.");
  return { columns: joinColumns(chunks), engines };
}
