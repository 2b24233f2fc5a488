import type { FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { AssayError, type EngineWindows, type Input, type Signal } from "../../../contract/index.ts";
import { errnoOf, ioError } from "../files/io-error.ts";
import { openNamed } from "../files/named-file.ts";
import { openRead } from "../files/open-inside.ts";
import { toReadBytes } from "../files/read-lines.ts";
import { countAround, statsAt } from "../queries/stats-at.ts";
import type { Database } from "../store/duckdb.ts";
import { type Merged, mergeWindows } from "./merge-windows.ts";

export type WindowsInput = Omit<Input<"engines.windows">, "grant">;

const standardPercentiles = [50, 95, 99];

/**
 * The windows of a workspace, merged, beside the exact numbers of the executions on the lines they name.
 * @param journal aggregated_stats.jsonl; a missing one has no windows. @param db an index in sync with events.jsonl.
 * @throws AssayError permission, io, refused, cancelled …
 */
export async function ownWindows(
  journal: { path: string; durableBytes: number },
  db: Database,
  input: WindowsInput,
  signal?: Signal,
): Promise<EngineWindows> {
  const percentiles = input.percentiles ?? standardPercentiles;
  const merged = await reading(
    journal.path,
    () => openRead(journal.path),
    (file) => merge(file, journal.durableBytes, basename(journal.path), input, signal),
  );
  const { covered, gapBytes, overlapBytes, lastOffset, ...answer } =
    merged ?? (await mergeWindows(async () => Buffer.alloc(0), 0, basename(journal.path), toOptions(input)));
  if (covered === null) return { ...answer, percentiles: [...percentiles], events: null };
  return db.snapshot(async (read) => {
    const exact = await statsAt(read, covered, percentiles);
    const around = await countAround(read, covered, lastOffset, answer.startMs ?? 0);
    return {
      ...answer,
      percentiles: [...percentiles],
      engines: answer.engines.map((engine) => ({ ...engine, exact: exact.get(engine.engineId) ?? null })),
      overall: { ...answer.overall, exact: exact.get(null) ?? null },
      events: { gapBytes, overlapBytes, ...around, inWindows: exact.get(null)?.count ?? 0 },
    };
  }, signal);
}

/**
 * The windows of any aggregated_stats.jsonl, without its events.
 * @param path as somebody named it: links are followed. @param name for the answer. @throws AssayError not_found, refused (not a regular file), permission, io, cancelled.
 */
export async function foreignWindows(path: string, input: WindowsInput, signal?: Signal, name = basename(path)): Promise<EngineWindows> {
  const merged = await reading(
    path,
    () => openNamed(path),
    async (file) => {
      const stats = await file.stat();
      if (!stats.isFile())
        throw new AssayError("refused", `${name} is not a regular file.`, { where: path, fix: "Name an aggregated_stats.jsonl." });
      return merge(file, stats.size, name, input, signal);
    },
  );
  if (merged === null) throw new AssayError("not_found", `There is no file ${name}.`, { where: path, fix: "Check the path." });
  const { covered: _pieces, gapBytes: _gap, overlapBytes: _overlap, lastOffset: _last, ...answer } = merged;
  return { ...answer, percentiles: [...(input.percentiles ?? standardPercentiles)], events: null };
}

const toOptions = ({ fromS, toS, engines, percentiles = standardPercentiles }: WindowsInput) => ({
  fromMs: fromS === undefined ? undefined : fromS * 1000,
  toMs: toS === undefined ? undefined : toS * 1000,
  engines,
  percentiles,
});

const merge = (file: FileHandle, sizeBytes: number, name: string, input: WindowsInput, signal: Signal | undefined): Promise<Merged> =>
  mergeWindows(toReadBytes(file), sizeBytes, name, toOptions(input), signal);

/** @returns null when there is no such file. */
async function reading<T>(path: string, open: () => Promise<FileHandle>, work: (file: FileHandle) => Promise<T>): Promise<T | null> {
  let file: FileHandle | undefined;
  try {
    file = await open();
    return await work(file);
  } catch (thrown) {
    if (file === undefined && errnoOf(thrown) === "ENOENT") return null;
    throw ioError(thrown, path);
  } finally {
    await file?.close();
  }
}
