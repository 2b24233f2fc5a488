import { type ChannelName, channelNames, type RecordKind, type Signal } from "../../../contract/index.ts";
import type { Journal } from "../files/journal.ts";
import { batchesOf } from "../ingest/chunk-batches.ts";
import { openJournalLines } from "../ingest/chunk-reader.ts";
import { type ChunkRequest, type ChunkResult, kindCodes } from "../ingest/inspect-chunk.ts";
import type { WorkerPool } from "../ingest/worker-pool.ts";
import type { Database } from "./duckdb.ts";
import { batchBytes } from "./feeder.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { type Feed, Stage } from "./stage.ts";

export interface Indexed {
  bytes: number;
  lines: number;
}

/** What the index asks of a journal, be it open for writing or for reading. */
export type IndexedJournal = Pick<Journal, "path" | "durableBytes" | "startBytes" | "replacements">;

export const kindOfChannel = {
  events: "engine_execution",
  comparisons: "comparison_result",
  training_samples: "training_sample",
} as const satisfies Record<ChannelName, RecordKind>;

/**
 * How a journal's lines are read back: what was accepted once stays a record, also when strict validation was off then. A
 * line that somebody wrote in by hand must at least look like the channel's kind, unless any object is taken.
 */
export function journalRequest(bytes: Uint8Array<ArrayBuffer>, channel: ChannelName, strict: boolean): ChunkRequest {
  return { bytes, kind: strict ? "auto" : kindOfChannel[channel], strict: false };
}

/** How many lines of a chunk are no records of the channel. */
export function foreignLines(chunk: ChunkResult, channel: ChannelName): number {
  const own = kindCodes.indexOf(kindOfChannel[channel]);
  return chunk.codes.reduce((count, code) => (code === own ? count : count + 1), 0);
}

/** Rows of `samples` that people made are not the journal's. */
const deleteRows: Record<ChannelName, string[]> = {
  events: ["DELETE FROM executions"],
  comparisons: ["DELETE FROM comparisons", "DELETE FROM candidates"],
  training_samples: ["DELETE FROM samples WHERE origin = 'collected' AND NOT edited"],
};

export interface CatchUpParts {
  db: Database;
  stagingFolder: string;
  pool: WorkerPool;
  journals: ReadonlyMap<ChannelName, IndexedJournal>;
  isKnownImage(h0: number, h1: number, h2: number): boolean;
  onProgress(doneBytes: number, totalBytes: number): void;
  onFed(channels: ReadonlySet<ChannelName>): void;
  /** Called in the very turn of the loop in which nothing was left to read. */
  onCaughtUp(fedTo: ReadonlyMap<ChannelName, number>): void;
  /** `json_engine.strict_validation`: then a line has to look like its channel's kind to be a record of it. */
  strict: boolean;
  signal: Signal;
}

/** How far each journal is indexed, as the index itself says. */
export async function readProgress(db: Database): Promise<Map<string, Indexed & { fingerprint: string }>> {
  const rows = await db.all<{ channel: string; bytes: number; lines: number; fingerprint: string }>("SELECT * FROM progress");
  return new Map(rows.map((row) => [row.channel, row]));
}

/** Forgets what is indexed of a channel. */
export async function clearChannel(db: Database, channel: ChannelName): Promise<void> {
  await db.write(async (run) => {
    for (const sql of deleteRows[channel]) await run(sql);
    await run("DELETE FROM progress WHERE channel = ?", [channel]);
  });
}

/**
 * Compares the index with the journals and forgets channels whose journal is not what was indexed (shorter, or other bytes).
 * @returns sentences about what was forgotten, and how many bytes have to be read.
 */
export async function checkAgainstJournals(
  db: Database,
  journals: ReadonlyMap<ChannelName, IndexedJournal>,
): Promise<{ repairs: string[]; lagBytes: number }> {
  const progress = await readProgress(db);
  const repairs: string[] = [];
  let lagBytes = 0;
  for (const channel of channelNames) {
    const journal = journals.get(channel);
    const indexed = progress.get(channel);
    if (
      indexed &&
      (!journal || indexed.bytes > journal.durableBytes || (await fingerprintOf(journal.path, indexed.bytes)) !== indexed.fingerprint)
    ) {
      await clearChannel(db, channel);
      if (journal) repairs.push(`${journal.path} is not what it was when it was indexed; it is indexed again.`);
      lagBytes += journal?.durableBytes ?? 0;
    } else {
      lagBytes += (journal?.durableBytes ?? 0) - (indexed?.bytes ?? 0);
    }
  }
  return { repairs, lagBytes };
}

/**
 * Reads into the index what the journals hold beyond it, until nothing is left. Live appends may go on meanwhile.
 * @returns how many lines of each journal were not valid and stay out of the index.
 */
export async function catchUp(parts: CatchUpParts): Promise<Map<ChannelName, number>> {
  const unreadable = new Map<ChannelName, number>();
  const progress = await readProgress(parts.db);
  const fedTo = new Map<ChannelName, number>(channelNames.map((channel) => [channel, progress.get(channel)?.bytes ?? 0]));
  const lag = () => [...parts.journals].reduce((sum, [channel, journal]) => sum + journal.durableBytes - (fedTo.get(channel) ?? 0), 0);
  let done = 0;
  while (lag() > 0 && !parts.signal.aborted) {
    for (const [channel, journal] of parts.journals) {
      const from = fedTo.get(channel) ?? 0;
      const to = journal.durableBytes;
      if (to <= from) continue;
      const bad = await feedStretch(parts, channel, journal.path, from, to, (bytes) => parts.onProgress(done + bytes, done + lag()));
      done += to - from;
      fedTo.set(channel, to);
      if (bad > 0) unreadable.set(channel, (unreadable.get(channel) ?? 0) + bad);
    }
  }
  if (!parts.signal.aborted) parts.onCaughtUp(fedTo);
  return unreadable;
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
): Promise<number> {
  const file = await openJournalLines(path, from, to);
  let unreadable = 0;
  let stage = new Stage(parts.stagingFolder);
  let enoughBytes = firstBatchBytes;
  const flush = async () => {
    if (stage.isEmpty) return;
    await stage.insertInto(parts.db, () => path);
    stage = new Stage(parts.stagingFolder);
    enoughBytes = Math.min(batchBytes, enoughBytes * 2);
    parts.onFed(new Set([channel]));
  };
  const take = async (offset: number, bytes: number, chunk: ChunkResult) => {
    unreadable += foreignLines(chunk, channel);
    await stage.add(feedOf(parts, channel, offset, bytes, chunk));
    onBytes(offset + bytes - from);
    if (stage.bytes >= enoughBytes) await flush();
  };
  try {
    const ahead: { offset: number; bytes: number; result: Promise<ChunkResult> }[] = [];
    for await (const chunk of file.chunks()) {
      if (parts.signal.aborted) break;
      if (chunk.type === "too_long") {
        unreadable++;
        continue;
      }
      const { offset } = chunk;
      const bytes = chunk.bytes.length;
      const result = parts.pool.inspect(journalRequest(chunk.bytes, channel, parts.strict));
      result.catch(() => {});
      ahead.push({ offset, bytes, result });
      const first = ahead.length > parts.pool.size * 2 ? ahead.shift() : undefined;
      if (first) await take(first.offset, first.bytes, await first.result);
    }
    for (const { offset, bytes, result } of ahead) {
      if (!parts.signal.aborted) await take(offset, bytes, await result);
    }
    if (!parts.signal.aborted) await flush();
    return unreadable;
  } finally {
    await stage.discard();
    await file.close();
  }
}

function feedOf(parts: CatchUpParts, channel: ChannelName, offset: number, bytes: number, chunk: ChunkResult): Feed {
  const isNew = (h0: number, h1: number, h2: number) => channel !== "training_samples" || !parts.isKnownImage(h0, h1, h2);
  const { batches } = batchesOf(
    chunk,
    () => isNew,
    (line) => offset + (chunk.sourceStarts[line] ?? 0),
  );
  const batch = batches.find((one) => one.channel === channel)?.batch;
  batch?.place(offset);
  return {
    channel,
    fromOffset: offset,
    toOffset: offset + bytes,
    lines: chunk.lines - chunk.blank,
    rows: batch?.rows ?? [],
    candidateRows: batch?.candidateRows ?? [],
    longestRowBytes: batch?.longestRowBytes ?? 0,
  };
}
