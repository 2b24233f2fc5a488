import { type ChannelName, channelNames, recordKinds, type Signal } from "../../../contract/index.ts";
import { orderedAhead } from "../async/ordered-ahead.ts";
import type { Journal } from "../files/journal.ts";
import { batchesOf } from "../ingest/chunk-batches.ts";
import { type Chunk, openJournalLines } from "../ingest/chunk-reader.ts";
import { inspectInPool } from "../ingest/inspect-job.ts";
import { type ChunkResult, toJournalRequest } from "../records/inspect-chunk.ts";
import { codeOfKind, kindOfChannel } from "../records/kinds.ts";
import { type IsOwnWrite, type LineHash, noHash, unpackHash } from "../records/line-hash.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
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
  isOwnWrite: IsOwnWrite;
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
    await run("DELETE FROM left_out WHERE channel = ?", [channel]);
    await run("DELETE FROM progress WHERE channel = ?", [channel]);
  });
}

const toRules = (strict: boolean) => (strict ? "strict" : "lenient");

async function readRules(db: Database): Promise<string | null> {
  return (await db.get<{ value: string }>("SELECT value FROM meta WHERE key = 'line_rules'"))?.value ?? null;
}

/** Whether the indexed lines were judged by the rules in force. */
export async function hasRules(db: Database, strict: boolean): Promise<boolean> {
  return (await readRules(db)) === toRules(strict);
}

/** Remembers the rules that lines are judged by. When others were in force, everything indexed is forgotten. @returns whether it was. */
async function applyRules(db: Database, strict: boolean): Promise<boolean> {
  const rules = toRules(strict);
  const before = await readRules(db);
  if (before === rules) return false;
  if (before !== null) for (const channel of channelNames) await clearChannel(db, channel);
  await db.write((run) => run("INSERT INTO meta VALUES ('line_rules', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [rules]));
  return before !== null;
}

/**
 * Compares the index with the journals and forgets channels whose journal is not what was indexed (shorter, or other bytes), and all of
 * them when their lines were judged by other rules than those in force.
 * @returns sentences about what was forgotten, and how many bytes have to be read.
 */
export async function checkAgainstJournals(
  db: Database,
  journals: ReadonlyMap<ChannelName, IndexedJournal>,
  strict: boolean,
): Promise<{ repairs: string[]; lagBytes: number }> {
  const repairs = (await applyRules(db, strict))
    ? [`strict_validation is ${strict ? "on" : "off"} now; the lines of the journals are judged and indexed again.`]
    : [];
  const progress = await readProgress(db);
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
      await stage.add(result ? feedOf(parts, channel, offset, bytes, result) : refusedFeed(channel, offset, bytes));
      onBytes(offset + bytes - from);
      if (stage.bytes >= enoughBytes) await flush();
    }
    if (!parts.signal.aborted) await flush();
  } finally {
    await stage.discard();
    await file.close();
  }
}

function feedOf(parts: CatchUpParts, channel: ChannelName, offset: number, bytes: number, chunk: ChunkResult): Feed {
  const isNew = (hash: LineHash) => channel !== "training_samples" || !parts.isOwnWrite(hash);
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
    leftOutRows: leftOutRows(channel, offset, chunk),
    longestRowBytes: batch?.longestRowBytes ?? 0,
  };
}

/** Rows of `left_out` for the lines of a chunk that are no records of the channel. */
function leftOutRows(channel: ChannelName, offset: number, { codes, sourceStarts, hashes }: ChunkResult): Uint8Array[] {
  const own = codeOfKind[kindOfChannel[channel]];
  const hash: LineHash = { ...noHash };
  let rows = "";
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code === own) continue;
    rows += leftOutRow(channel, offset + (sourceStarts[i] as number), recordKinds[code] ?? "", unpackHash(hashes, i, hash));
  }
  return rows === "" ? [] : [Buffer.from(rows, "latin1")];
}

/** The row of a line; an empty kind is NULL. */
function leftOutRow(channel: ChannelName, offset: number, kind: string, { h0, h1, h2 }: LineHash): string {
  return `${channel},${offset},${kind},${h0},${h1},${h2}\n`;
}

/** A line that is too long to be read. */
function refusedFeed(channel: ChannelName, offset: number, bytes: number): Feed {
  return {
    channel,
    fromOffset: offset,
    toOffset: offset + bytes,
    lines: 1,
    rows: [],
    candidateRows: [],
    leftOutRows: [Buffer.from(leftOutRow(channel, offset, "", noHash), "latin1")],
    longestRowBytes: 0,
  };
}
