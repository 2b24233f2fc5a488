import type { ChannelName, ConfigReport, RecordKind } from "../../../contract/index.ts";
import { parseQuarantineLine } from "../collector/quarantine-line.ts";
import { checkSnapshots } from "../dataset/snapshots/snapshots.ts";
import { openJournalLines } from "../ingest/chunk-reader.ts";
import { inspectInPool } from "../ingest/inspect-job.ts";
import { toJournalRequest } from "../records/inspect-chunk.ts";
import { codeOfKind, kindOfChannel, rejectedCode } from "../records/kinds.ts";
import type { IndexedJournal } from "../store/check-journals.ts";
import type { Database } from "../store/duckdb.ts";
import { adviseBringingIn, describeOtherKinds, type LeftOut } from "../store/left-out.ts";
import { countReplaced, everyRow } from "../store/replaced-rows.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";

/** Result of `assay verify`. */
export interface VerifyReport {
  ok: boolean;
  channels: Record<string, VerifiedChannel>;
  /** One sentence per problem; empty when `ok`. */
  problems: string[];
  /** The index differs from the journals; `repair` rebuilds it. */
  repairable?: true;
}

interface VerifiedChannel {
  lines: number;
  indexed: number;
  torn_bytes: number;
  /** Of `indexed`: records in no view, because another mapping of the same rows counts. */
  replaced?: number;
  /** Lines that are in no view of the channel, when there are any. */
  left_out?: { refused: number; other_kinds: Partial<Record<RecordKind, { lines: number; missing: number }>> };
}

/** The offsets of a file of 3 GB add up to more than a number holds exactly. */
const offsetModulus = 1_000_000_000_000;

/** Order-independent fingerprint of a set of lines: count, sum of offsets (modulo `offsetModulus`), XOR of each hash word. */
interface Fold {
  rows: number;
  offsets: number;
  words: [number, number, number];
}

/**
 * Reads every journal whole and compares it, line by line, with the index.
 * @param repair rebuilds an index that differs.
 */
export async function verifyWorkspace(workspace: RepairableParts, pool: WorkerPool, repair: boolean): Promise<VerifyReport> {
  await workspace.index.settled();
  let report = await inspectFiles(workspace, pool);
  if (repair && report.repairable) {
    await workspace.index.rebuild();
    await workspace.queries.forget();
    workspace.judging.changed("comparisons");
    await workspace.comparing.forget();
    await workspace.curation.resync();
    report = await inspectFiles(workspace, pool);
  }
  return report;
}

/** What is compared, of a workspace open for writing or for reading. */
export interface InspectedParts {
  /** Path of the workspace, for commands in sentences. */
  path: string;
  config: ConfigReport;
  curation: { readonly problems: readonly string[] };
  models: { readonly problems: readonly string[] };
  index: {
    db: Database;
    status: { state: string };
    readonly leftOut: ReadonlyMap<ChannelName, LeftOut>;
    refreshLeftOut(): Promise<void>;
    settled?(): Promise<void>;
  };
  journals: { channels: ReadonlyMap<ChannelName, IndexedJournal>; tornBytes: ReadonlyMap<string, number> };
  snapshotsFolder: string;
  quarantine: { journal: Pick<IndexedJournal, "path" | "durableBytes"> };
}

/** What is compared and can be repaired, of a workspace open for writing. */
export interface RepairableParts extends InspectedParts {
  index: InspectedParts["index"] & { settled(): Promise<void>; rebuild(): Promise<void> };
  curation: InspectedParts["curation"] & { resync(): Promise<void> };
  queries: { forget(): Promise<void> };
  judging: { changed(what: "comparisons"): void };
  comparing: { forget(): Promise<void> };
}

/** Compares the journals with the index, line by line. */
export async function inspectFiles(workspace: InspectedParts, pool: WorkerPool): Promise<VerifyReport> {
  const problems: string[] = [...workspace.curation.problems, ...workspace.models.problems];
  const differences: string[] = [];
  const channels: VerifyReport["channels"] = {};
  let rejected = 0;
  await workspace.index.refreshLeftOut();
  if (workspace.index.status.state !== "ready") differences.push(`The index is not complete (${workspace.index.status.state}).`);
  const replaced = await countReplaced(workspace.index.db);
  for (const [channel, journal] of workspace.journals.channels) {
    const strict = workspace.config.config.json_engine.strict_validation;
    const { file, index, isMoving } = await foldBoth(workspace, pool, channel, journal, strict);
    const leftOut = workspace.index.leftOut.get(channel) ?? { refused: 0, otherKinds: [] };
    channels[channel] = { lines: file.lines, indexed: index.rows, torn_bytes: workspace.journals.tornBytes.get(channel) ?? 0 };
    const replacedRecords = replaced.get(channel) ?? 0;
    if (replacedRecords > 0) channels[channel].replaced = replacedRecords;
    if (file.rejected + file.otherKinds > 0) channels[channel].left_out = wireLeftOut(leftOut);
    rejected += file.rejected;
    problems.push(...file.named);
    if (file.rejected > namedLines) problems.push(`${journal.path}: ${file.rejected - namedLines} more lines are not valid.`);
    const otherKinds = describeOtherKinds(journal.path, leftOut);
    if (otherKinds !== null) problems.push(`${otherKinds} ${adviseBringingIn(journal.path, workspace.path)}`);
    const counted = leftOut.otherKinds.reduce((sum, { lines }) => sum + lines, 0);
    if (isMoving) problems.push(`${channel}: lines arrive faster than they can be compared; verify again when fewer do.`);
    else if (file.fold.rows !== index.rows)
      differences.push(`${channel}: the file has ${file.fold.rows} records and the index ${index.rows}.`);
    else if (file.fold.words.some((word, i) => word !== index.words[i]))
      differences.push(`${channel}: the index holds other lines than the file.`);
    else if (channel !== "training_samples" && file.fold.offsets !== index.offsets)
      differences.push(`${channel}: the index has lines at other offsets than the file.`);
    else if (file.rejected !== leftOut.refused || file.otherKinds !== counted)
      differences.push(`${channel}: the index and the file disagree about which lines are not records.`);
  }
  if (rejected > 0) problems.push(rejectedAdvice);
  problems.push(...differences, ...(await checkQuarantine(workspace)), ...(await checkSnapshots(workspace.snapshotsFolder)));
  return { ok: problems.length === 0, channels, problems, ...(differences.length > 0 ? { repairable: true } : {}) };
}

/** Maximum number of invalid lines named per channel. */
const namedLines = 20;
const rejectedAdvice =
  "Lines that are not valid stay in their files and are in no number. Close Assay and correct or remove them there; or switch json_engine.strict_validation off, which keeps those that are JSON objects.";

function wireLeftOut({ refused, otherKinds }: LeftOut): NonNullable<VerifiedChannel["left_out"]> {
  return { refused, other_kinds: Object.fromEntries(otherKinds.map(({ kind, lines, missing }) => [kind, { lines, missing }])) };
}

/** A dataset file that is written meanwhile is compared so often before nothing is said of it. */
const maxTries = 10;

/**
 * A file and its index, of the same lines though others are collected meanwhile: journals up to where they end now, which the index knows by
 * offsets; the dataset file, whose lines have no fixed place, again when it has changed.
 */
async function foldBoth(workspace: InspectedParts, pool: WorkerPool, channel: ChannelName, journal: IndexedJournal, strict: boolean) {
  for (let tries = 1; ; tries++) {
    const bytes = journal.durableBytes;
    await workspace.index.settled?.();
    const index = await foldIndex(workspace.index.db, channel, bytes);
    const file = await foldFile(pool, channel, journal.path, bytes, strict);
    const isMoving = channel === "training_samples" && journal.durableBytes !== bytes;
    if (!isMoving || tries === maxTries) return { file, index, isMoving };
  }
}

async function foldFile(pool: WorkerPool, channel: ChannelName, path: string, bytes: number, strict: boolean) {
  const fold: Fold = { rows: 0, offsets: 0, words: [0, 0, 0] };
  const named: string[] = [];
  const own = codeOfKind[kindOfChannel[channel]];
  let lines = 0;
  let rejected = 0;
  let otherKinds = 0;
  /** Lines before the chunk, including blank ones. */
  let before = 0;
  const refuse = (line: number, offset: number, message: string) => {
    rejected++;
    if (named.length < namedLines)
      named.push(`${path}, line ${line} at byte ${offset}, is not a valid ${kindOfChannel[channel]}: ${message}`);
  };
  const file = await openJournalLines(path, 0, bytes);
  try {
    for await (const chunk of file.chunks()) {
      const { offset } = chunk;
      if (chunk.type === "too_long") {
        lines++;
        before++;
        refuse(before, offset, `it is ${chunk.sizeBytes} bytes long.`);
        continue;
      }
      const seen = await inspectInPool(pool, toJournalRequest(chunk.bytes, channel, strict));
      lines += seen.lines - seen.blank;
      for (let i = 0; i < seen.codes.length; i++) {
        if (seen.codes[i] === rejectedCode) continue;
        if (seen.codes[i] !== own) {
          otherKinds++;
          continue;
        }
        fold.rows++;
        fold.offsets = (fold.offsets + offset + (seen.sourceStarts[i] ?? 0)) % offsetModulus;
        for (const word of [0, 1, 2] as const) fold.words[word] = (fold.words[word] ^ (seen.hashes[i * 3 + word] ?? 0)) >>> 0;
      }
      for (const { line, findings } of seen.rejected) {
        const finding = findings[0];
        const message = finding ? `${finding.message}${finding.fix ? ` ${finding.fix}` : ""}` : "it is not valid.";
        refuse(before + (seen.lineNumbers[line] ?? 0) + 1, offset + (seen.sourceStarts[line] ?? 0), message);
      }
      before += seen.lines;
    }
  } finally {
    await file.close();
  }
  return { lines, fold, rejected, otherKinds, named };
}

const foldSql: Record<ChannelName, string> = {
  events: `SELECT count(*) AS n, coalesce(sum(off) % ${offsetModulus}, 0)::DOUBLE AS offsets, bit_xor(h0) AS w0, bit_xor(h1) AS w1, bit_xor(h2) AS w2 FROM ${everyRow("executions", "off, h0, h1, h2")} WHERE off < ?`,
  comparisons: `SELECT count(*) AS n, coalesce(sum(off) % ${offsetModulus}, 0)::DOUBLE AS offsets, bit_xor(h0) AS w0, bit_xor(h1) AS w1, bit_xor(h2) AS w2 FROM ${everyRow("comparisons", "off, h0, h1, h2")} WHERE off < ?`,
  training_samples: "SELECT count(*) AS n, 0::DOUBLE AS offsets, bit_xor(h0) AS w0, bit_xor(h1) AS w1, bit_xor(h2) AS w2 FROM samples",
};

async function foldIndex(db: Database, channel: ChannelName, toBytes: number): Promise<Fold> {
  const row = await db.get<{ n: number; offsets: number; w0: number | null; w1: number | null; w2: number | null }>(
    foldSql[channel],
    channel === "training_samples" ? [] : [toBytes],
  );
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
        if (line !== "" && parseQuarantineLine(line) === null)
          problems.push(`${journal.path}: the line at byte ${at} is not a quarantine entry.`);
        at += Buffer.byteLength(line) + 1;
      }
    }
  } finally {
    await file.close();
  }
  return problems.slice(0, 20);
}
