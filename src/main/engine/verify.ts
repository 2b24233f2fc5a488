import type { ChannelName, ConfigReport } from "../../contract/index.ts";
import { parseQuarantineLine } from "./collector/quarantine.ts";
import { type IndexedJournal, journalRequest, kindOfChannel } from "./index/catch-up.ts";
import type { Database } from "./index/duckdb.ts";
import { openJournalLines } from "./ingest/chunk-reader.ts";
import { kindCodes, refusedCode } from "./ingest/inspect-chunk.ts";
import type { WorkerPool } from "./ingest/worker-pool.ts";
import type { Workspace } from "./workspace.ts";

/** What `assay verify` answers. */
export interface VerifyReport {
  ok: boolean;
  channels: Record<string, { lines: number; indexed: number; torn_bytes: number }>;
  /** One sentence a problem; empty when `ok`. */
  problems: string[];
}

/** An order-blind fingerprint of a set of lines: count, sum of offsets, and each hash word folded by XOR. */
interface Fold {
  rows: number;
  offsets: number;
  words: [number, number, number];
}

/**
 * Reads every journal from the first byte to the last and compares it, line by line, with the index.
 * @param repair builds the index again when it differs.
 */
export async function verifyWorkspace(workspace: Workspace, pool: WorkerPool, repair: boolean): Promise<VerifyReport> {
  await workspace.index.settled();
  let report = await inspectFiles(workspace, pool);
  if (repair && !report.ok) {
    await workspace.index.rebuild();
    await workspace.queries.forget();
    await workspace.curation.resync();
    report = await inspectFiles(workspace, pool);
  }
  return report;
}

/** What is compared: a workspace that is open for writing, or one that is only read. */
export interface InspectedParts {
  config: ConfigReport;
  curation: { readonly problems: readonly string[] };
  models: { readonly problems: readonly string[] };
  index: { db: Database; status: { state: string } };
  journals: { channels: ReadonlyMap<ChannelName, IndexedJournal>; tornBytes: ReadonlyMap<string, number> };
  quarantine: { journal: Pick<IndexedJournal, "path" | "durableBytes"> };
}

/** Compares the journals with the index, line by line. */
export async function inspectFiles(workspace: InspectedParts, pool: WorkerPool): Promise<VerifyReport> {
  const problems: string[] = [...workspace.curation.problems, ...workspace.models.problems];
  const channels: VerifyReport["channels"] = {};
  if (workspace.index.status.state !== "ready") problems.push(`The index is not complete (${workspace.index.status.state}).`);
  for (const [channel, journal] of workspace.journals.channels) {
    const strict = workspace.config.config.json_engine.strict_validation;
    const file = await foldFile(pool, channel, journal.path, journal.durableBytes, strict);
    const index = await foldIndex(workspace.index.db, channel);
    channels[channel] = { lines: file.lines, indexed: index.rows, torn_bytes: workspace.journals.tornBytes.get(channel) ?? 0 };
    for (const { offset, message } of file.bad.slice(0, 20))
      problems.push(`${journal.path}: the line at byte ${offset} is not a valid ${kindOfChannel[channel]}: ${message}`);
    if (file.bad.length > 20) problems.push(`${journal.path}: ${file.bad.length - 20} more lines are not valid.`);
    if (file.fold.rows !== index.rows) problems.push(`${channel}: the file has ${file.fold.rows} records and the index ${index.rows}.`);
    else if (file.fold.words.some((word, i) => word !== index.words[i]))
      problems.push(`${channel}: the index holds other lines than the file.`);
    else if (channel !== "training_samples" && file.fold.offsets !== index.offsets)
      problems.push(`${channel}: the index has lines at other places than the file.`);
  }
  problems.push(...(await checkQuarantine(workspace)));
  return { ok: problems.length === 0, channels, problems };
}

async function foldFile(pool: WorkerPool, channel: ChannelName, path: string, bytes: number, strict: boolean) {
  const fold: Fold = { rows: 0, offsets: 0, words: [0, 0, 0] };
  const bad: { offset: number; message: string }[] = [];
  const own = kindCodes.indexOf(kindOfChannel[channel]);
  let lines = 0;
  const file = await openJournalLines(path, 0, bytes);
  try {
    for await (const chunk of file.chunks()) {
      if (chunk.type === "too_long") {
        lines++;
        bad.push({ offset: 0, message: `${chunk.sizeBytes} bytes long` });
        continue;
      }
      const { offset } = chunk;
      const seen = await pool.inspect(journalRequest(chunk.bytes, channel, strict));
      lines += seen.lines - seen.blank;
      for (let i = 0; i < seen.codes.length; i++) {
        if (seen.codes[i] === refusedCode) continue;
        if (seen.codes[i] !== own) {
          bad.push({ offset: offset + (seen.sourceStarts[i] ?? 0), message: "it is a record of another kind." });
          continue;
        }
        fold.rows++;
        fold.offsets += offset + (seen.sourceStarts[i] ?? 0);
        for (const word of [0, 1, 2] as const) fold.words[word] = (fold.words[word] ^ (seen.hashes[i * 3 + word] ?? 0)) >>> 0;
      }
      for (const { line, findings } of seen.refused)
        bad.push({ offset: offset + (seen.sourceStarts[line] ?? 0), message: findings[0]?.message ?? "not valid" });
    }
  } finally {
    await file.close();
  }
  return { lines, fold, bad };
}

const foldSql: Record<ChannelName, string> = {
  events:
    "SELECT count(*) AS n, coalesce(sum(off), 0)::DOUBLE AS offsets, bit_xor(h0) AS w0, bit_xor(h1) AS w1, bit_xor(h2) AS w2 FROM executions",
  comparisons:
    "SELECT count(*) AS n, coalesce(sum(off), 0)::DOUBLE AS offsets, bit_xor(h0) AS w0, bit_xor(h1) AS w1, bit_xor(h2) AS w2 FROM comparisons",
  training_samples: "SELECT count(*) AS n, 0::DOUBLE AS offsets, bit_xor(h0) AS w0, bit_xor(h1) AS w1, bit_xor(h2) AS w2 FROM samples",
};

async function foldIndex(db: Database, channel: ChannelName): Promise<Fold> {
  const row = await db.get<{ n: number; offsets: number; w0: number | null; w1: number | null; w2: number | null }>(foldSql[channel]);
  return { rows: row?.n ?? 0, offsets: row?.offsets ?? 0, words: [row?.w0 ?? 0, row?.w1 ?? 0, row?.w2 ?? 0] };
}

async function checkQuarantine(workspace: InspectedParts): Promise<string[]> {
  const problems: string[] = [];
  const { journal } = workspace.quarantine;
  const file = await openJournalLines(journal.path, 0, journal.durableBytes);
  try {
    for await (const chunk of file.chunks()) {
      if (chunk.type === "too_long") continue;
      let at = chunk.offset;
      for (const line of Buffer.from(chunk.bytes).toString("utf8").split("\n")) {
        if (line !== "" && parseQuarantineLine(line, at) === null)
          problems.push(`${journal.path}: the line at byte ${at} is no quarantine entry.`);
        at += Buffer.byteLength(line) + 1;
      }
    }
  } finally {
    await file.close();
  }
  return problems.slice(0, 20);
}
