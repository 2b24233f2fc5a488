import { type CheckName, checkNames, defaultSimilarity, type Signal } from "../../../contract/index.ts";
import { type FoundLines, packFoundLines } from "../export/items/found-lines.ts";
import type { ExportPlan, InputFile } from "../export/request.ts";
import type { LineHash } from "../records/line-hash.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { bitOf } from "./across/flag.ts";
import { type CheckedDataset, checkAcross } from "./check-dataset.ts";
import type { Columns } from "./scan/columns.ts";
import { scanDataset } from "./scan/scan-dataset.ts";
import { defaultSplit, type SplitRule } from "./scan/split-part.ts";

export interface FindForExport {
  plan: Pick<ExportPlan, "leaveOut" | "request" | "parts" | "seed">;
  /** As the export reads it. */
  dataset: InputFile;
  pool: Pick<WorkerPool, "run" | "size">;
  /** Texts of rejected candidates; asked only for the check that needs them. */
  readRejected(): Promise<ReadonlySet<string>>;
  signal: Signal;
}

/**
 * What the chosen checks of an export find in the very lines that it reads. It does not ask what a screen found earlier: the same request of the
 * same files must give the same rows.
 * @throws AssayError cancelled, io …, of `readRejected`
 */
export async function findForExport({ plan, dataset, pool, readRejected, signal }: FindForExport): Promise<FoundLines> {
  const { path, bytes } = dataset;
  const scan = { path, before: null, fromByte: 0, toByte: bytes, split: splitOfPlan(plan), pool, signal, onProgress: () => {} };
  const { columns } = await scanDataset(scan);
  const rejected: ReadonlySet<string> = plan.leaveOut.includes("conflict") ? await readRejected() : new Set();
  const similarity = plan.request.similarity ?? defaultSimilarity;
  const checked = await checkAcross({ columns, pool, path, similarity, rejected, signal });
  return packFoundLines(listFound(checked, plan.leaveOut));
}

/** An export without a split leaks nothing by itself; it may be split later, as the documentation splits. */
const splitOfPlan = ({ parts, seed }: FindForExport["plan"]): SplitRule => (parts.length > 1 ? { parts, seed } : defaultSplit);

/** In the order of `checkNames`, which a sample that several find is counted by. */
function listFound({ columns, clusters }: CheckedDataset, wanted: readonly CheckName[]): { hash: LineHash; check: CheckName }[] {
  const kept = new Set(clusters.map(({ rows }) => rows[0]));
  const found: { hash: LineHash; check: CheckName }[] = [];
  for (const check of checkNames.filter((name) => wanted.includes(name))) {
    const bit = bitOf(check);
    for (let row = 0; row < columns.count; row++) {
      const isFound = ((columns.flags[row] as number) & bit) !== 0;
      if (isFound && !(check === "duplicate" && kept.has(row))) found.push({ hash: hashOf(columns, row), check });
    }
  }
  return found;
}

const hashOf = ({ hashes }: Columns, row: number): LineHash => ({
  h0: hashes[row * 3] as number,
  h1: hashes[row * 3 + 1] as number,
  h2: hashes[row * 3 + 2] as number,
});
