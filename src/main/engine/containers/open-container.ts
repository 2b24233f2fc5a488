import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { createGunzip } from "node:zlib";
import { AssayError, type Finding, type Signal } from "../../../contract/index.ts";
import { openNamed } from "../files/named-file.ts";
import { createNew, openRead } from "../files/open-inside.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { type Container, containerError, containerHeadBytes, detectContainer } from "./container.ts";
import { decodeUtf16 } from "./decode-utf16.ts";
import { JsonLines } from "./json-lines.ts";
import { splitTableJob } from "./split-job.ts";
import type { Staging } from "./staging.ts";
import { detectColumn } from "./table.ts";
import { readZip, type ZipEntry } from "./zip.ts";
import { createZstdUnpacker } from "./zstd.ts";

type OpenFile = (path: string) => Promise<FileHandle>;

/** A file of rows that was in another file or is the file itself: JSON, one row a line, or a regular table. */
export interface LinesFile {
  /** As its owner knows it; behind a slash the entry of an archive. */
  name: string;
  path: string;
  openFile: OpenFile;
  /** Set for a table that begins regular (split-table.ts): its rows become lines while they are read. */
  table?: { delimiter: string };
  /** How its rows were reached, outermost first: "is compressed with gzip", "is one JSON array". Empty: it is the file itself. */
  steps: readonly string[];
  /** Whether its rows are those of a table below a header. */
  hasHeader?: boolean;
  /** Rows of a table that do not fit its header; they are not in the file. */
  rejected: readonly RejectedRow[];
}

export interface RejectedRow {
  bytes: Buffer;
  /** Number of its row in the table; the header is row 1. */
  line: number;
  finding: Finding;
}

/** Writes a table's rows to a file as JSON, one object a line. Given by the store, which has a reader for tables. */
export type CopyTable = (table: {
  path: string;
  format: { type: "parquet" } | { type: "table"; delimiter: string };
  outPath: string;
  name: string;
  signal: Signal | undefined;
}) => Promise<readonly RejectedRow[]>;

export interface ContainerParts {
  staging: Staging;
  pool: WorkerPool;
  copyTable: CopyTable;
  signal?: Signal | undefined;
}

/** So much of a table is looked at. */
const tableHeadBytes = 256 * 1024;
/** Compressed files in compressed files, and no further: a file can be made that unpacks to itself. */
const maxDepth = 4;

/**
 * Reads what is in a file, whatever it is in: gzip, zstd, zip, UTF-16, JSON arrays and pretty-printed JSON, tables, Parquet. Told by content, not
 * by name. Memory does not depend on the file's size; what is unpacked lies in the staging folder until the next file is asked for.
 * @param name the file as its owner knows it.
 * @throws AssayError refused (a container that is not read; nested too deep), damaged (broken inside), not_found, permission, disk_full,
 * cancelled.
 */
export async function* openContainer(parts: ContainerParts, path: string, name: string): AsyncGenerator<LinesFile> {
  try {
    yield* open(parts, { path, name, openFile: openNamed, steps: [], rejected: [] });
  } finally {
    await parts.staging.removeAll();
  }
}

async function* open(parts: ContainerParts, file: LinesFile): AsyncGenerator<LinesFile> {
  const container = await detect(file);
  if (container === null) {
    yield file;
    return;
  }
  const { reads, description } = container;
  if (reads === undefined) throw containerError(container, file.name);
  if (file.steps.length === maxDepth) throw tooDeep(file.name);
  const steps = [...file.steps, description];
  if (reads.type === "zip") {
    for await (const entry of readEntries(parts, file)) yield* open(parts, { ...entry, steps, openFile: openRead });
    return;
  }
  if (reads.type === "table" && (await beginsRegular(parts, file, reads.delimiter))) {
    yield { ...file, steps, table: reads, hasHeader: true };
    return;
  }
  const made = { ...(await unpack(parts, { ...file, steps }, reads)), openFile: openRead };
  yield* open(parts, made);
  await parts.staging.remove(made.path);
}

async function detect({ path, name, openFile, steps }: LinesFile): Promise<Container | null> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    // A byte more than it has: one that has grown is not whole.
    const headBytes = Math.min(containerHeadBytes, size + 1);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(headBytes), 0, headBytes, 0);
    const isWhole = bytesRead === size;
    const head = buffer.subarray(0, bytesRead);
    // Its own rows, once they were read, are lines.
    const isRead = steps.some((step) => step.startsWith("is a table"));
    return detectContainer(head, isWhole) ?? (isRead ? null : detectColumn(head.toString("utf8"), isWhole, name));
  } finally {
    await file.close();
  }
}

/** Whether the first row or more of a table are regular. */
async function beginsRegular({ pool }: ContainerParts, { path, openFile }: LinesFile, delimiter: string): Promise<boolean> {
  const file = await openFile(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(tableHeadBytes), 0, tableHeadBytes, 0);
    const isLast = (await file.stat()).size === bytesRead;
    const rules = { delimiter, names: null };
    const { split } = await pool.run(splitTableJob, { bytes: buffer.subarray(0, bytesRead), rules, isLast });
    return split !== null && split.lines.length > 0;
  } finally {
    await file.close();
  }
}

/** Written with its rows as lines. */
export interface CopiedTable {
  path: string;
  rejected: readonly RejectedRow[];
}

/** Has DuckDB read a table. @throws AssayError as `openContainer` does. */
export async function copyRows(
  { staging, copyTable, signal }: ContainerParts,
  { path, name, openFile }: LinesFile,
  format: Parameters<CopyTable>[0]["format"],
): Promise<CopiedTable> {
  const source = await openFile(path);
  try {
    const stream = () => source.createReadStream({ start: 0, autoClose: false });
    const table = await staging.alias(stream, path, name, format.type === "table" ? ".csv" : ".parquet", signal);
    const outPath = await staging.path(".jsonl");
    const rejected = await staging.reserve.watch(name, signal, (stop) => copyTable({ path: table, format, outPath, name, signal: stop }));
    await staging.remove(table);
    return { path: outPath, rejected };
  } finally {
    await source.close();
  }
}

/** One step: the file that was in the file. */
async function unpack(
  parts: ContainerParts,
  file: LinesFile,
  reads: Exclude<NonNullable<Container["reads"]>, { type: "zip" }>,
): Promise<Omit<LinesFile, "openFile">> {
  if (reads.type === "table") return { ...file, ...(await copyRows(parts, file, reads)), hasHeader: true };
  if (reads.type === "parquet") return { ...file, ...(await copyRows(parts, file, { type: "parquet" })) };
  const { staging, pool, signal } = parts;
  const source = await file.openFile(file.path);
  const stream = () => source.createReadStream({ start: 0, autoClose: false });
  try {
    if (reads.type === "gzip" || reads.type === "zstd") {
      const plain = reads.type === "gzip" ? createGunzip() : createZstdUnpacker();
      return { ...file, path: await staging.write(stream(), [plain], file.name, signal) };
    }
    if (reads.type === "utf16") return { ...file, path: await staging.write(stream(), [decodeUtf16(file.name)], file.name, signal) };
    if (reads.type !== "json") throw new AssayError("bug", `Nothing unpacks ${reads.type}.`);
    const path = await staging.path(".jsonl");
    const lines = new JsonLines(await createNew(path), { pool, reserve: staging.reserve, name: file.name, signal });
    try {
      await lines.add(stream(), reads.path);
    } finally {
      await lines.close();
    }
    return { ...file, path };
  } finally {
    await source.close();
  }
}

/**
 * The files of an archive. Documents that lie beside each other in a folder of it are one file, a row each: a log of a thousand samples is
 * one thing to its owner, and not a thousand.
 */
async function* readEntries(parts: ContainerParts, file: LinesFile): AsyncGenerator<LinesFile> {
  const { staging, pool, signal } = parts;
  let folder: { name: string; path: string; lines: JsonLines } | null = null;
  const finish = async (): Promise<LinesFile | null> => {
    if (folder === null) return null;
    const { name, path, lines } = folder;
    folder = null;
    await lines.close();
    return { ...file, name, path };
  };
  try {
    for await (const entry of readZip(file.path, file.name)) {
      const name = `${file.name}/${dirname(entry.name)}/*.json`;
      if (!isDocument(entry)) {
        const path = await staging.write(entry.read(), [], `${file.name}/${entry.name}`, signal);
        yield { ...file, name: `${file.name}/${entry.name}`, path };
        await staging.remove(path);
        continue;
      }
      if (folder !== null && folder.name !== name) {
        const done = await finish();
        if (done) yield done;
      }
      if (folder === null) {
        const path = await staging.path(".jsonl");
        folder = { name, path, lines: new JsonLines(await createNew(path), { pool, reserve: staging.reserve, name: file.name, signal }) };
      }
      await folder.lines.add(entry.read(), []);
    }
    const done = await finish();
    if (done) yield done;
  } finally {
    await finish();
  }
}

/** A document in a folder of the archive. */
const isDocument = ({ name }: ZipEntry) => name.endsWith(".json") && name.includes("/");

const tooDeep = (name: string) =>
  new AssayError("refused", `${name} holds a file in a file in a file; at most ${maxDepth} are opened.`, {
    where: name,
    fix: "Unpack it and import what is in it.",
  });
