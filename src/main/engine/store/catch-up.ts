import { type ChannelName, channelNames, type Signal } from "../../../contract/index.ts";
import { orderedAhead } from "../async/ordered-ahead.ts";
import type { Chunk } from "../ingest/chunk.ts";
import { openJournalLines } from "../ingest/chunk-reader.ts";
import { inspectInPool } from "../ingest/inspect-job.ts";
import { toJournalRequest } from "../records/inspect-chunk.ts";
import type { IsOwnWrite } from "../records/line-hash.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { IndexedJournal } from "./check-journals.ts";
import { rejectedRange, toRangeRows } from "./chunk-rows.ts";
import type { Database } from "./duckdb.ts";
import { LoadBatch } from "./load-batch.ts";
import { maxBatchBytes } from "./loader.ts";
import { readProgress } from "./progress.ts";

export interface CatchUpParts {
  db: Database;
  stagingFolder: string;
  pool: WorkerPool;
  journals: ReadonlyMap<ChannelName, IndexedJournal>;
  isOwnWrite: IsOwnWrite;
  onProgress(doneBytes: number, totalBytes: number): void;
  onLoaded(channels: ReadonlySet<ChannelName>): void;
  /** Called synchronously once nothing is left to read: a line appended after that is the loader's. */
  onCaughtUp(loadedTo: ReadonlyMap<ChannelName, number>): void;
  /** `json_engine.strict_validation`: only valid records are rows. */
  strict: boolean;
  signal: Signal;
}

/** Loads what the journals hold beyond the index, until nothing is left. Lines may be appended meanwhile. */
export async function catchUp(parts: CatchUpParts): Promise<void> {
  const progress = await readProgress(parts.db);
  const loadedTo = new Map<ChannelName, number>(channelNames.map((channel) => [channel, progress.get(channel)?.bytes ?? 0]));
  const lag = () => [...parts.journals].reduce((sum, [channel, journal]) => sum + journal.durableBytes - (loadedTo.get(channel) ?? 0), 0);
  let done = 0;
  while (lag() > 0 && !parts.signal.aborted) {
    for (const [channel, journal] of parts.journals) {
      const from = loadedTo.get(channel) ?? 0;
      const to = journal.durableBytes;
      if (to <= from) continue;
      await loadRange(parts, channel, journal.path, from, to, (bytes) => parts.onProgress(done + bytes, done + lag()));
      done += to - from;
      loadedTo.set(channel, to);
    }
  }
  if (!parts.signal.aborted) parts.onCaughtUp(loadedTo);
}

/** The first transaction comes soon, so that views have something to show; each one after it is twice as large. */
const firstBatchBytes = 16 * 1024 * 1024;

async function loadRange(
  parts: CatchUpParts,
  channel: ChannelName,
  path: string,
  from: number,
  to: number,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const file = await openJournalLines(path, from, to);
  let batch = new LoadBatch(parts.stagingFolder);
  let enoughBytes = firstBatchBytes;
  const flush = async () => {
    if (batch.isEmpty) return;
    await batch.insertInto(parts.db, () => path);
    batch = new LoadBatch(parts.stagingFolder);
    enoughBytes = Math.min(maxBatchBytes, enoughBytes * 2);
    parts.onLoaded(new Set([channel]));
  };
  const inspect = (chunk: Chunk) =>
    chunk.type === "too_long" ? null : inspectInPool(parts.pool, toJournalRequest(chunk.bytes, channel, parts.strict));
  const inspected = orderedAhead(file.chunks(), inspect, {
    maxItems: parts.pool.size * 2 + 1,
    // A line that is too long ends with its newline.
    bytesOf: (chunk) => (chunk.type === "too_long" ? chunk.sizeBytes + 1 : chunk.bytes.length),
    signal: parts.signal,
  });
  try {
    for await (const { item, bytes, result } of inspected) {
      const { offset } = item;
      await batch.add(result ? toRangeRows(channel, offset, bytes, result, parts.isOwnWrite) : rejectedRange(channel, offset, bytes));
      onBytes(offset + bytes - from);
      if (batch.bytes >= enoughBytes) await flush();
    }
    if (!parts.signal.aborted) await flush();
  } finally {
    await batch.discard();
    await file.close();
  }
}
