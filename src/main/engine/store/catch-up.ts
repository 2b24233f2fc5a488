import { type ChannelName, channelNames, type Signal } from "../../../contract/index.ts";
import { orderedAhead } from "../async/ordered-ahead.ts";
import { type Chunk, openJournalLines } from "../ingest/chunk-reader.ts";
import { inspectInPool } from "../ingest/inspect-job.ts";
import { toJournalRequest } from "../records/inspect-chunk.ts";
import type { IsOwnWrite } from "../records/line-hash.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { IndexedJournal } from "./check-journals.ts";
import { refusedRange, toRangeRows } from "./chunk-rows.ts";
import type { Database } from "./duckdb.ts";
import { batchBytes } from "./feeder.ts";
import { readProgress } from "./progress.ts";
import { Stage } from "./stage.ts";

export interface CatchUpParts {
  db: Database;
  stagingFolder: string;
  pool: WorkerPool;
  journals: ReadonlyMap<ChannelName, IndexedJournal>;
  isOwnWrite: IsOwnWrite;
  onProgress(doneBytes: number, totalBytes: number): void;
  onFed(channels: ReadonlySet<ChannelName>): void;
  /** Called in the very turn of the loop in which nothing was left to read. */
  onCaughtUp(fedTo: ReadonlyMap<ChannelName, number>): void;
  /** `json_engine.strict_validation`: then a line has to look like its channel's kind to be a record of it. */
  strict: boolean;
  signal: Signal;
}

/** Reads into the index what the journals hold beyond it, until nothing is left. Live appends may go on meanwhile. */
export async function catchUp(parts: CatchUpParts): Promise<void> {
  const progress = await readProgress(parts.db);
  const fedTo = new Map<ChannelName, number>(channelNames.map((channel) => [channel, progress.get(channel)?.bytes ?? 0]));
  const lag = () => [...parts.journals].reduce((sum, [channel, journal]) => sum + journal.durableBytes - (fedTo.get(channel) ?? 0), 0);
  let done = 0;
  while (lag() > 0 && !parts.signal.aborted) {
    for (const [channel, journal] of parts.journals) {
      const from = fedTo.get(channel) ?? 0;
      const to = journal.durableBytes;
      if (to <= from) continue;
      await feedStretch(parts, channel, journal.path, from, to, (bytes) => parts.onProgress(done + bytes, done + lag()));
      done += to - from;
      fedTo.set(channel, to);
    }
  }
  if (!parts.signal.aborted) parts.onCaughtUp(fedTo);
}

/** The first transaction comes soon, so that views have something to show; each after it is twice as large. */
const firstBatchBytes = 16 * 1024 * 1024;

async function feedStretch(
  parts: CatchUpParts,
  channel: ChannelName,
  path: string,
  from: number,
  to: number,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const file = await openJournalLines(path, from, to);
  let stage = new Stage(parts.stagingFolder);
  let enoughBytes = firstBatchBytes;
  const flush = async () => {
    if (stage.isEmpty) return;
    await stage.insertInto(parts.db, () => path);
    stage = new Stage(parts.stagingFolder);
    enoughBytes = Math.min(batchBytes, enoughBytes * 2);
    parts.onFed(new Set([channel]));
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
      await stage.add(result ? toRangeRows(channel, offset, bytes, result, parts.isOwnWrite) : refusedRange(channel, offset, bytes));
      onBytes(offset + bytes - from);
      if (stage.bytes >= enoughBytes) await flush();
    }
    if (!parts.signal.aborted) await flush();
  } finally {
    await stage.discard();
    await file.close();
  }
}
