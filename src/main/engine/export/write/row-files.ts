import { join } from "node:path";
import type { ExportFile, Signal } from "../../../../contract/index.ts";
import { writeAll } from "../../files/durable-write.ts";
import type { StagedFolder } from "../../files/staged-folder.ts";
import type { Item } from "../items.ts";
import type { AnyTarget, Row } from "../targets/target.ts";
import { toCsvLine } from "./csv-line.ts";
import { escapeLineEnds, toJsonLine } from "./json-line.ts";
import { hashFile, writeParquet } from "./parquet-file.ts";
import { TextFile } from "./text-file.ts";

/** Takes the rows of one split. */
export interface RowFile {
  /** Appends whole rows. @param longestBytes at least the longest of them. @throws the system's error. */
  write(rows: Uint8Array, longestBytes: number): Promise<void>;
  /** @throws AssayError cancelled, disk_full, io … */
  end(): Promise<Omit<ExportFile, "name">>;
  close(): Promise<void>;
}

/** How a target's rows become lines; of Parquet lines of JSON, which DuckDB reads. */
export interface LineWriter {
  head: string;
  toLine(row: Row, item: Item): string;
}

export function lineWriter({ encoding, columns = [], line }: AnyTarget): LineWriter {
  if (encoding === "csv") {
    const names = columns.map(({ name }) => name);
    return { head: toCsvLine(names), toLine: (row) => toCsvLine(names.map((name) => row[name])) };
  }
  if (line !== undefined) return { head: "", toLine: (_, item) => `${escapeLineEnds((line as (item: Item) => string)(item))}\n` };
  return { head: "", toLine: (row) => `${toJsonLine(row)}\n` };
}

/** Opens the file of a split in a staging folder. @throws the system's error. */
export async function openRowFile(target: AnyTarget, folder: StagedFolder, name: string, signal: Signal): Promise<RowFile> {
  if (target.encoding === "parquet") return openParquetFile(target, folder, name, signal);
  const file = new TextFile(await folder.create(name));
  const { head } = lineWriter(target);
  if (head !== "") await file.write(Buffer.from(head, "utf8"));
  return { write: (rows) => file.write(rows), end: () => file.end(), close: () => file.close() };
}

/** Rows are written as JSON lines first: DuckDB makes Parquet of them without holding all. */
async function openParquetFile(target: AnyTarget, folder: StagedFolder, name: string, signal: Signal): Promise<RowFile> {
  const work = await folder.makeWorkFolder();
  const rowsName = `${name.replaceAll("/", "-")}.rows`;
  const file = await folder.createInWork(rowsName);
  let longestRowBytes = 0;
  return {
    write: async (rows, longestBytes) => {
      longestRowBytes = Math.max(longestRowBytes, longestBytes);
      await writeAll(file, [rows]);
    },
    end: async () => {
      await file.close();
      const made = join(work, `${rowsName}.parquet`);
      await writeParquet(join(work, rowsName), made, target.columns ?? [], { folder: work, longestRowBytes, signal });
      const summary = await hashFile(made);
      await folder.takeFromWork(made, name);
      await folder.removeFromWork(rowsName);
      return summary;
    },
    close: () => file.close().catch(() => {}),
  };
}
