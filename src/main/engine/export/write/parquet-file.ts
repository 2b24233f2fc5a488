import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { ExportFile } from "../../../../contract/index.ts";
import { writeAll } from "../../files/durable-write.ts";
import { openRead } from "../../files/open-inside.ts";
import { toReadBytes } from "../../files/read-lines.ts";
import type { StagedFolder } from "../../files/staged-folder.ts";
import { readSteps } from "../../lines/forwards.ts";
import { cutRows, longestRow } from "./cut-rows.ts";
import type { HashedFile } from "./hashed-file.ts";
import { minRowBufferBytes, type ParquetConverter, rowGroupRows } from "./parquet-converter.ts";
import { FooterJoiner, magic, readFooterBytes, trailerBytes } from "./parquet-footer.ts";
import type { RowBlock, RowFile } from "./row-file.ts";

interface Part {
  name: string;
  file: FileHandle;
  rows: number;
  longestRowBytes: number;
}

/**
 * One Parquet file of a split. Rows are written as JSON lines, in parts of one row group each; a part is converted, and what came of it appended,
 * while the rows of the next one are made. Parts do not depend on how rows arrive, so neither does the file. (Of four row groups they took
 * as long, and 55 MB more.)
 */
export class ParquetFile implements RowFile {
  readonly #folder: StagedFolder;
  readonly #name: string;
  readonly #out: HashedFile;
  readonly #converter: Pick<ParquetConverter, "convert">;
  readonly #footer = new FooterJoiner();
  /** The part before the one being filled: converted, then appended. */
  #append: Promise<void> = Promise.resolve();
  #part: Part | null = null;
  #parts = 0;

  constructor(folder: StagedFolder, name: string, out: HashedFile, converter: Pick<ParquetConverter, "convert">) {
    this.#folder = folder;
    this.#name = name;
    this.#out = out;
    this.#converter = converter;
  }

  async write(block: RowBlock): Promise<void> {
    for (let rest: RowBlock | null = block; rest !== null && rest.rows > 0; ) {
      this.#part ??= await this.#startPart();
      const part = this.#part;
      const [now, later]: readonly [RowBlock, RowBlock | null] = cutRows(rest, rowGroupRows - part.rows);
      await writeAll(part.file, [now.bytes]);
      part.rows += now.rows;
      // What a block says is rounded up, and other threads cut other blocks: exact where DuckDB's buffer, and so its row groups, depend on it.
      if (now.longestBytes > minRowBufferBytes) part.longestRowBytes = Math.max(part.longestRowBytes, longestRow(now.bytes));
      if (part.rows === rowGroupRows) await this.#endPart(part);
      rest = later;
    }
  }

  async end(): Promise<Omit<ExportFile, "name">> {
    if (this.#part !== null) await this.#endPart(this.#part);
    await this.#append;
    await this.#out.write(this.#footer.end());
    return this.#out.end();
  }

  async close(): Promise<void> {
    await this.#part?.file.close().catch(() => {});
    await this.#append.catch(() => {});
    await this.#out.close();
  }

  async #startPart(): Promise<Part> {
    const name = `${this.#name.replaceAll("/", "-")}.${this.#parts++}.rows`;
    return { name, file: await this.#folder.createInWork(name), rows: 0, longestRowBytes: minRowBufferBytes };
  }

  /** @throws what converting or appending the part before it threw. */
  async #endPart({ name, file, longestRowBytes }: Part): Promise<void> {
    await file.close();
    this.#part = null;
    await this.#append;
    this.#append = this.#convertAndAppend(name, longestRowBytes);
    // Whoever waits for it sees the failure.
    this.#append.catch(() => {});
  }

  async #convertAndAppend(rowsName: string, longestRowBytes: number): Promise<void> {
    const work = await this.#folder.makeWorkFolder();
    const name = `${rowsName}.parquet`;
    await this.#converter.convert(join(work, rowsName), join(work, name), longestRowBytes);
    await this.#folder.removeFromWork(rowsName);
    await this.#appendFile(join(work, name));
    await this.#folder.removeFromWork(name);
  }

  async #appendFile(path: string): Promise<void> {
    const file = await openRead(path);
    try {
      const { size } = await file.stat();
      const read = toReadBytes(file);
      const footerBytes = readFooterBytes(await read(size - trailerBytes, trailerBytes));
      const bodyEnd = size - trailerBytes - footerBytes;
      if (this.#out.sizeBytes === 0) await this.#out.write(magic);
      this.#footer.add(await read(bodyEnd, footerBytes), this.#out.sizeBytes - magic.length);
      for await (const step of readSteps(read, magic.length, bodyEnd)) await this.#out.write(step);
    } finally {
      await file.close();
    }
  }
}
