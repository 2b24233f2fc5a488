import { checkNames } from "../../../contract/index.ts";
import type { Curation } from "../curation/curation.ts";
import type { Journal } from "../files/journal.ts";
import { keyOfHash } from "../records/line-hash.ts";
import type { Database } from "../store/duckdb.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { readRejectedTexts } from "./across/rejected-texts.ts";
import { type CheckedDataset, checkAcross } from "./check-dataset.ts";
import { FoundTable } from "./found-table.ts";
import type { Columns } from "./scan/columns.ts";
import { scanDataset } from "./scan/scan-dataset.ts";
import type { EngineTiers } from "./scan/scan-request.ts";
import { defaultSplit } from "./scan/split-part.ts";

export interface DatasetDeps {
  curation: Pick<Curation, "flush" | "decided" | "getSample" | "getSampleRows">;
  db: Database;
  /** training_samples.jsonl */
  journal: Pick<Journal, "path" | "durableBytes">;
  pool: Pick<WorkerPool, "run" | "size">;
  stagingFolder: string;
}

/** A finished check of the whole dataset. */
export interface CheckResult extends CheckedDataset {
  /** Bytes of the dataset file that were scanned. */
  toByte: number;
  engines: EngineTiers;
  similarity: number;
  found: FoundTable;
  /** Texts of rejected candidates; see `readRejectedTexts`. */
  rejected: ReadonlySet<string>;
  atMs: number;
  tookMs: number;
}

export interface RunOptions {
  similarity: number;
  /** An earlier result, when lines were only added to the file since. */
  before: CheckResult | null;
  signal: AbortSignal;
  onProgress(share: number): void;
}

/** Of the time, for the screen: reading and checking each sample, then comparing them. */
const scanShare = 0.8;

/** Checks the whole dataset in threads. @throws AssayError cancelled, io …, of the index */
export async function runChecks(deps: DatasetDeps, { similarity, before, signal, onProgress }: RunOptions): Promise<CheckResult> {
  const { curation, db, journal, pool, stagingFolder } = deps;
  const startedAt = performance.now();
  await curation.flush();
  const toByte = journal.durableBytes;
  const fromByte = before?.toByte ?? 0;
  const { columns, engines } = await scanDataset({
    path: journal.path,
    before: before && { columns: forget(before.columns), engines: before.engines },
    fromByte,
    toByte,
    split: defaultSplit,
    pool,
    signal,
    onProgress: (bytes) => onProgress((scanShare * bytes) / Math.max(1, toByte - fromByte)),
  });
  onProgress(scanShare);
  const rejected = await readRejectedTexts(db, curation.decided);
  const checked = await checkAcross({ columns, pool, path: journal.path, similarity, rejected, signal });
  const found = await FoundTable.make(db, stagingFolder, listFound(curation, columns));
  onProgress(1);
  return { ...checked, engines, rejected, toByte, similarity, found, atMs: Date.now(), tookMs: Math.round(performance.now() - startedAt) };
}

const acrossBits = (["length", "two-tiers", "conflict", "duplicate", "leakage"] as const).reduce(
  (bits, name) => bits | (1 << checkNames.indexOf(name)),
  0,
);

/** Without what depended on the other samples. */
function forget(columns: Columns): Columns {
  return { ...columns, flags: columns.flags.map((flags) => flags & ~acrossBits) };
}

/** The ref of a row's sample. */
export function refOf(curation: Pick<Curation, "decided">, { hashes }: Columns, row: number): string {
  const key = keyOfHash({ h0: hashes[row * 3] as number, h1: hashes[row * 3 + 1] as number, h2: hashes[row * 3 + 2] as number });
  return curation.decided.samples.findByLine(key)?.ref ?? key;
}

function* listFound(curation: DatasetDeps["curation"], columns: Columns): Generator<{ ref: string; flags: number }> {
  for (let row = 0; row < columns.count; row++) {
    const flags = columns.flags[row] as number;
    if (flags !== 0) yield { ref: refOf(curation, columns, row), flags };
  }
}
