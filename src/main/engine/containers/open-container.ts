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
import type { Staging } from "./staging.ts";
import { writeTableLines } from "./table-lines.ts";
import { readZip, type ZipEntry } from "./zip.ts";
import { createZstdUnpacker } from "./zstd.ts";

/** A file of JSON, one row a line, that was in another file or is the file itself. */
export interface LinesFile {
  /** As its owner knows it; behind a slash the entry of an archive. */
  name: string;
  path: string;
  /** How its rows were reached, outermost first: "is compressed with gzip", "is one JSON array". Empty: it is the file itself. */
  steps: readonly string[];
  /** Rows of a table that do not fit its header; they are not in the file. */
  rejected: readonly RejectedRow[];
}

export interface RejectedRow {
  bytes: Buffer;
  /** 1-based number of its line in the table. */
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
    yield* open(parts, { path, name, steps: [], rejected: [] }, openNamed);
  } finally {
    await parts.staging.removeAll();
  }
}

type OpenFile = (path: string) => Promise<FileHandle>;

async function* open(parts: ContainerParts, file: LinesFile, openFile: OpenFile): AsyncGenerator<LinesFile> {
  const container = await detect(file.path, openFile);
  if (container === null) {
    yield file;
    return;
  }
  const { reads, description } = container;
  if (reads === undefined) throw containerError(container, file.name);
  if (file.steps.length === maxDepth) throw tooDeep(file.name);
  const steps = [...file.steps, description];
  if (reads.type === "zip") {
    for await (const entry of readEntries(parts, file)) yield* open(parts, { ...entry, steps }, openRead);
    return;
  }
  const made = await unpack(parts, { ...file, steps }, reads, openFile);
  yield* open(parts, made, openRead);
  await parts.staging.remove(made.path);
}

async function detect(path: string, openFile: OpenFile): Promise<Container | null> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(containerHeadBytes), 0, containerHeadBytes, 0);
    return detectContainer(buffer.subarray(0, bytesRead), bytesRead === size);
  } finally {
    await file.close();
  }
}

/** One step: the file that was in the file. */
async function unpack(
  { staging, pool, copyTable, signal }: ContainerParts,
  file: LinesFile,
  reads: Exclude<NonNullable<Container["reads"]>, { type: "zip" }>,
  openFile: OpenFile,
): Promise<LinesFile> {
  const source = await openFile(file.path);
  const stream = () => source.createReadStream({ start: 0, autoClose: false });
  try {
    if (reads.type === "gzip" || reads.type === "zstd") {
      const plain = reads.type === "gzip" ? createGunzip() : createZstdUnpacker();
      return { ...file, path: await staging.write(stream(), [plain], file.name, signal) };
    }
    if (reads.type === "utf16") return { ...file, path: await staging.write(stream(), [decodeUtf16(file.name)], file.name, signal) };
    if (reads.type === "json") {
      const path = await staging.path(".jsonl");
      const lines = new JsonLines(await createNew(path), { pool, reserve: staging.reserve, name: file.name, signal });
      try {
        await lines.add(stream(), reads.path);
      } finally {
        await lines.close();
      }
      return { ...file, path };
    }
    if (reads.type === "table") {
      const path = await staging.path(".jsonl");
      const parts = { pool, reserve: staging.reserve, name: file.name, signal };
      if (await writeTableLines(source, { path, delimiter: reads.delimiter }, parts)) return { ...file, path };
      await staging.remove(path);
    }
    const table = await staging.alias(stream, file.path, file.name, reads.type === "table" ? ".csv" : ".parquet", signal);
    const path = await staging.path(".jsonl");
    const format = reads.type === "table" ? reads : { type: "parquet" as const };
    const rejected = await staging.reserve.watch(file.name, signal, (stop) =>
      copyTable({ path: table, format, outPath: path, name: file.name, signal: stop }),
    );
    await staging.remove(table);
    return { ...file, path, rejected };
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
