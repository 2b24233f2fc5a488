import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, readdir, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { AssayError, type ExecutionFilter, type ExportFile, type Signal } from "../../../../contract/index.ts";
import { YieldBudget } from "../../async/yield-budget.ts";
import { toolVersion } from "../../base/version.ts";
import { writeAll } from "../../files/durable-write.ts";
import { withPath } from "../../files/io-error.ts";
import type { StagedFolder } from "../../files/staged-folder.ts";
import { readExecutionLines } from "../../queries/execution-lines.ts";
import { type ExecutionParts, listExecutions } from "../../queries/executions.ts";
import { checkFilter } from "../check-request.ts";
import { executionTable } from "../executions/execution-table.ts";
import { type Destination, manifestFormat, manifestName, openDestination } from "../write/destination.ts";
import { HashedFile } from "../write/hashed-file.ts";
import { toJson } from "../write/json-line.ts";
import { minRowBufferBytes, ParquetConverter } from "../write/parquet-converter.ts";
import type { RowBlock } from "../write/row-file.ts";
import { lakeColumns, partitionColumns, toLakeRow } from "./partition.ts";
import { lakeSchemaVersion, lakeTarget } from "./target.ts";

/** Rows are gathered in a file until they are so many, and then put into their folders: a folder gets one file of each gathering. */
const rowsAtOnce = 250_000;
const bytesAtOnce = 256 * 1024 * 1024;

export interface LakeMade {
  path: string;
  rows: number;
  files: (ExportFile & { rows?: number })[];
}

interface LakeOptions {
  signal: Signal;
  onProgress(rows: number, totalRows: number): void;
}

/**
 * Writes the executions that match as a lake: `day=2026-11-27/engine=gpt-x/part-000001.parquet`, the layout of Hive that DuckDB, Spark, pyarrow and
 * ClickHouse read, zstd, with `manifest.json`. The oldest first. It appears whole or not at all.
 * @throws AssayError invalid_argument (a filter that is none), not_found (not one row), refused, permission, disk_full, cancelled, damaged, io …; nothing is left behind then.
 */
export async function exportLake(
  parts: ExecutionParts,
  named: ExecutionFilter,
  destination: Destination,
  { signal, onProgress }: LakeOptions,
): Promise<LakeMade> {
  const filter = checkFilter(named, "executions") as ExecutionFilter;
  const { total } = await listExecutions(parts, { filter, sort: "arrival", limit: 1 }, signal);
  if (total === 0) throw new AssayError("not_found", "No execution matches: nothing was written.", { fix: "Widen the filter." });
  const folder = await openDestination(destination);
  let writer: LakeWriter | null = null;
  try {
    return await withPath(folder.target, async () => {
      const lake = await LakeWriter.open(folder, signal);
      writer = lake;
      const budget = new YieldBudget();
      const take = async (lines: readonly Buffer[]) => {
        const made: Buffer[] = [];
        for (const line of lines) {
          made.push(Buffer.from(`${toJson(toLakeRow(line.toString("utf8")))}\n`));
          await budget.spend(line.length);
        }
        await lake.write({ rows: made.length, bytes: Buffer.concat(made), longestBytes: Math.max(0, ...made.map(({ length }) => length)) });
        onProgress(lake.rows, Math.max(lake.rows, total));
        if (signal.aborted) throw stopped();
      };
      await readExecutionLines(parts, { filter, sort: "oldest" }, take, signal);
      const files = await lake.end();
      if (signal.aborted) throw stopped();
      await writeManifest(folder, filter, lake.rows, files);
      await folder.commit();
      return { path: folder.target, rows: lake.rows, files };
    });
  } catch (thrown) {
    await (writer as LakeWriter | null)?.close();
    await folder.discard();
    throw signal.aborted ? stopped() : thrown;
  }
}

const stopped = () => new AssayError("cancelled", "The export was stopped; nothing of it was kept.");

interface Gathering {
  name: string;
  file: FileHandle;
  rows: number;
  bytes: number;
  longestRowBytes: number;
}

/** Gathers rows, and puts them into their folders. */
class LakeWriter {
  readonly #folder: StagedFolder;
  readonly #workPath: string;
  readonly #converter: ParquetConverter;
  readonly #files: ExportFile[] = [];
  #gathering: Gathering | null = null;
  #gatherings = 0;
  rows = 0;

  private constructor(folder: StagedFolder, workPath: string, converter: ParquetConverter) {
    this.#folder = folder;
    this.#workPath = workPath;
    this.#converter = converter;
  }

  static async open(folder: StagedFolder, signal: Signal): Promise<LakeWriter> {
    const workPath = await folder.makeWorkFolder();
    return new LakeWriter(folder, workPath, await ParquetConverter.open(workPath, lakeColumns, signal));
  }

  async write({ rows, bytes, longestBytes }: RowBlock): Promise<void> {
    this.#gathering ??= await this.#start();
    const gathering = this.#gathering;
    await writeAll(gathering.file, [bytes]);
    gathering.rows += rows;
    gathering.bytes += bytes.length;
    gathering.longestRowBytes = Math.max(gathering.longestRowBytes, longestBytes);
    this.rows += rows;
    if (gathering.rows >= rowsAtOnce || gathering.bytes >= bytesAtOnce) await this.#put(gathering);
  }

  async end(): Promise<ExportFile[]> {
    if (this.#gathering !== null) await this.#put(this.#gathering);
    await this.#converter.close();
    return this.#files.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async close(): Promise<void> {
    await this.#gathering?.file.close().catch(() => {});
    await this.#converter.close();
  }

  async #start(): Promise<Gathering> {
    this.#gatherings += 1;
    const name = `rows-${this.#gatherings}.jsonl`;
    return { name, file: await this.#folder.createInWork(name), rows: 0, bytes: 0, longestRowBytes: minRowBufferBytes };
  }

  async #put({ name, file, longestRowBytes }: Gathering): Promise<void> {
    this.#gathering = null;
    await file.close();
    const out = join(this.#workPath, `put-${this.#gatherings}`);
    await mkdir(out);
    await this.#converter.partition(join(this.#workPath, name), out, {
      by: partitionColumns.map((column) => column.name),
      fileName: `part-${String(this.#gatherings).padStart(6, "0")}`,
      longestRowBytes,
    });
    await this.#folder.removeFromWork(name);
    const made = (await readdir(out, { recursive: true })).filter((path) => path.endsWith(".parquet")).sort();
    for (const path of made) this.#files.push(await this.#keep(join(out, path), path.split(sep).join("/")));
    await rm(out, { recursive: true });
  }

  /** Copies a file that DuckDB made into the lake: hashed and fsynced. */
  async #keep(from: string, name: string): Promise<ExportFile> {
    const file = new HashedFile(await this.#folder.create(name));
    try {
      for await (const bytes of createReadStream(from) as AsyncIterable<Buffer>) await file.write(bytes);
      return { name, ...(await file.end()) };
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  }
}

async function writeManifest(folder: StagedFolder, filter: ExecutionFilter, rows: number, files: readonly ExportFile[]): Promise<void> {
  const manifest = {
    format: manifestFormat,
    manifest_version: 1,
    tool: "assay",
    tool_version: toolVersion,
    target: lakeTarget,
    reads: "executions",
    request: { filter },
    schema_version: lakeSchemaVersion,
    columns: executionTable.map(({ name, type }) => ({ name, type })),
    partitioned_by: partitionColumns.map(({ name }) => name),
    rows,
    files: files.map(({ name, sizeBytes, sha256 }) => ({ file: name, size_bytes: sizeBytes, sha256 })),
  };
  const file = new HashedFile(await folder.create(manifestName));
  await file.write(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  await file.end();
}
