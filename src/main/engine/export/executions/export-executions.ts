import { AssayError, type ExecutionExport, type ExecutionFormat, type ExportMade, type Signal } from "../../../../contract/index.ts";
import { YieldBudget } from "../../async/yield-budget.ts";
import { toolVersion } from "../../base/version.ts";
import { withPath } from "../../files/io-error.ts";
import type { StagedFolder } from "../../files/staged-folder.ts";
import { readExecutionLines } from "../../queries/execution-lines.ts";
import { type ExecutionParts, listExecutions } from "../../queries/executions.ts";
import { type Destination, manifestFormat, manifestName, openDestination, openFileDestination } from "../write/destination.ts";
import { HashedFile } from "../write/hashed-file.ts";
import { ParquetConverter } from "../write/parquet-converter.ts";
import { ParquetFile } from "../write/parquet-file.ts";
import type { RowFile } from "../write/row-file.ts";
import { executionTable, tableHead, toFileLine } from "./execution-table.ts";

/** Where it goes: a folder with a manifest, as every export makes one, or one file. */
export type ExecutionDestination = Destination & { as: "folder" | "file" };

export interface ExecutionExportOptions {
  signal: Signal;
  /** Rows written so far, of so many. */
  onProgress(rows: number, totalRows: number): void;
}

/**
 * Exports the executions that a list with this filter and sort shows, in its order: JSONL byte for byte, CSV and Parquet flattened
 * (`executionTable`). What is written appears whole or not at all.
 * @throws AssayError invalid_argument, not_found (not one row), refused, permission, disk_full, cancelled, damaged, io …; nothing is left behind then.
 */
export async function exportExecutions(
  parts: ExecutionParts,
  request: ExecutionExport,
  destination: ExecutionDestination,
  { signal, onProgress }: ExecutionExportOptions,
): Promise<ExportMade> {
  const { filter, limit, format } = request;
  const { total } = await listExecutions(parts, { filter, sort: "arrival", limit: 1 }, signal);
  const totalRows = Math.min(total, limit ?? total);
  if (totalRows === 0) throw new AssayError("not_found", "No execution matches: nothing was written.", { fix: "Widen the filter." });
  const folder = await (destination.as === "file" ? openFileDestination(destination) : openDestination(destination));
  const name = `executions.${format}`;
  let file: RowFile | null = null;
  try {
    return await withPath(folder.target, async () => {
      const out = await openRows(folder, name, format, signal);
      file = out;
      const rows = await writeRows(parts, request, out, { signal, onProgress: (done) => onProgress(done, Math.max(done, totalRows)) });
      const files = [{ name, ...(await out.end()) }];
      if (signal.aborted) throw stopped();
      if (destination.as === "folder") await writeManifest(folder, request, rows, files);
      await (destination.as === "file" ? folder.commitFile(name) : folder.commit());
      return { path: folder.target, report: toReport(request, rows), files };
    });
  } catch (thrown) {
    await (file as RowFile | null)?.close();
    await folder.discard();
    throw thrown;
  }
}

const stopped = () => new AssayError("cancelled", "The export was stopped; nothing of it was kept.");

async function openRows(folder: StagedFolder, name: string, format: ExecutionFormat, signal: Signal): Promise<RowFile> {
  const converter = format === "parquet" ? await ParquetConverter.open(await folder.makeWorkFolder(), executionTable, signal) : null;
  const file = new HashedFile(await folder.create(name));
  if (converter === null) {
    if (tableHead(format) !== "") await file.write(Buffer.from(tableHead(format)));
    return { write: ({ bytes }) => file.write(bytes), end: () => file.end(), close: () => file.close() };
  }
  const table = new ParquetFile(folder, name, file, converter);
  return {
    write: (block) => table.write(block),
    end: () => table.end().finally(() => converter.close()),
    close: () => table.close().finally(() => converter.close()),
  };
}

/** @returns how many were written. */
async function writeRows(
  parts: ExecutionParts,
  { format, ...wanted }: ExecutionExport,
  out: RowFile,
  { signal, onProgress }: { signal: Signal; onProgress(rows: number): void },
): Promise<number> {
  const budget = new YieldBudget();
  let rows = 0;
  const take = async (lines: readonly Buffer[]) => {
    const made: Buffer[] = [];
    for (const line of lines) {
      made.push(toFileLine(format, line));
      await budget.spend(line.length);
    }
    await out.write({ rows: made.length, bytes: Buffer.concat(made), longestBytes: Math.max(0, ...made.map(({ length }) => length)) });
    rows += made.length;
    onProgress(rows);
    if (signal.aborted) throw stopped();
  };
  await readExecutionLines(parts, wanted, take, signal);
  return rows;
}

async function writeManifest(folder: StagedFolder, request: ExecutionExport, rows: number, files: ExportMade["files"]): Promise<void> {
  const manifest = {
    format: manifestFormat,
    manifest_version: 1,
    tool: "assay",
    tool_version: toolVersion,
    target: `executions-${request.format}`,
    reads: "executions",
    request: { filter: request.filter, sort: request.sort, limit: request.limit ?? null },
    rows,
    files: files.map(({ name, sizeBytes, sha256 }) => ({ file: name, size_bytes: sizeBytes, sha256 })),
  };
  const file = new HashedFile(await folder.create(manifestName));
  await file.write(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  await file.end();
}

/** Every row that matches is written: no rule leaves one out. */
function toReport({ format }: ExecutionExport, rows: number): ExportMade["report"] {
  const target = `executions-${format}`;
  const nothing = { leftOut: 0, rules: [], skipped: [], warnings: [], byTier: [], byEngine: [], byDecider: [] };
  return {
    target,
    reads: "executions",
    records: rows,
    items: rows,
    rows,
    splits: [{ split: "executions", file: `executions.${format}`, rows }],
    ...nothing,
  };
}
