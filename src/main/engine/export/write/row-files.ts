import { join } from "node:path";
import type { ExportFile, Signal } from "../../../../contract/index.ts";
import type { StagedFolder } from "../../files/staged-folder.ts";
import type { AnyTarget, Row } from "../targets/target.ts";
import { toCsvLine } from "./csv-line.ts";
import { toJsonLine } from "./json-line.ts";
import { hashFile, writeParquet } from "./parquet-file.ts";
import { TextFile } from "./text-file.ts";

/** Takes the rows of one split. */
export interface RowFile {
  /** @returns the row as it stands in the file; of Parquet as JSON. `write` has to be called when `isFull`. */
  add(row: Row): { text: string; isFull: boolean };
  write(): Promise<void>;
  /** @throws AssayError cancelled, disk_full, io … */
  end(): Promise<Omit<ExportFile, "name">>;
  close(): Promise<void>;
}

/** How a target's rows become text. */
export function lineWriter({ encoding, columns = [] }: AnyTarget): { head: string; toLine(row: Row): string } {
  if (encoding !== "csv") return { head: "", toLine: (row) => `${toJsonLine(row)}\n` };
  const names = columns.map(({ name }) => name);
  return { head: toCsvLine(names), toLine: (row) => toCsvLine(names.map((name) => row[name])) };
}

/** Opens the file of a split in a staging folder. @throws the system's error. */
export async function openRowFile(target: AnyTarget, folder: StagedFolder, name: string, signal: Signal): Promise<RowFile> {
  const { head, toLine } = lineWriter(target);
  if (target.encoding === "parquet") return openParquetFile(target, folder, name, signal);
  const file = new TextFile(await folder.create(name));
  if (head !== "") file.add(head);
  return {
    add: (row) => {
      const text = toLine(row);
      return { text, isFull: file.add(text) };
    },
    write: () => file.flush(),
    end: () => file.end(),
    close: () => file.close(),
  };
}

/** Rows are written as JSON lines first: DuckDB makes Parquet of them without holding all. */
async function openParquetFile(target: AnyTarget, folder: StagedFolder, name: string, signal: Signal): Promise<RowFile> {
  const work = await folder.makeWorkFolder();
  const { toLine } = lineWriter(target);
  const rowsName = `${name.replaceAll("/", "-")}.rows`;
  const file = new TextFile(await folder.createInWork(rowsName));
  return {
    add: (row) => {
      const text = toLine(row);
      return { text, isFull: file.add(text) };
    },
    write: () => file.flush(),
    end: async () => {
      await file.end();
      const made = join(work, `${rowsName}.parquet`);
      await writeParquet(join(work, rowsName), made, target.columns ?? [], { folder: work, signal });
      const summary = await hashFile(made);
      await folder.takeFromWork(made, name);
      await folder.removeFromWork(rowsName);
      return summary;
    },
    close: () => file.close(),
  };
}
