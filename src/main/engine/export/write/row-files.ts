import type { Signal } from "../../../../contract/index.ts";
import type { StagedFolder } from "../../files/staged-folder.ts";
import type { AnyTarget } from "../targets/target.ts";
import { HashedFile } from "./hashed-file.ts";
import { ParquetConverter } from "./parquet-converter.ts";
import { ParquetFile } from "./parquet-file.ts";
import type { RowFile } from "./row-file.ts";
import { lineWriter } from "./row-lines.ts";

/** The files of rows in a staging folder. */
export class RowFiles {
  readonly #target: AnyTarget;
  readonly #folder: StagedFolder;
  readonly #signal: Signal;
  #converter: ParquetConverter | null = null;

  constructor(target: AnyTarget, folder: StagedFolder, signal: Signal) {
    this.#target = target;
    this.#folder = folder;
    this.#signal = signal;
  }

  /** Opens the file of a split. @throws AssayError disk_full, io … or the system's error. */
  async open(name: string): Promise<RowFile> {
    if (this.#target.encoding === "parquet") return this.#openParquet(name);
    const file = new HashedFile(await this.#folder.create(name));
    const { head } = lineWriter(this.#target);
    if (head !== "") await file.write(Buffer.from(head, "utf8"));
    return { write: ({ bytes }) => file.write(bytes), end: () => file.end(), close: () => file.close() };
  }

  /** After the files themselves. Idempotent. */
  async close(): Promise<void> {
    await this.#converter?.close();
  }

  async #openParquet(name: string): Promise<RowFile> {
    this.#converter ??= await ParquetConverter.open(await this.#folder.makeWorkFolder(), this.#target.columns ?? [], this.#signal);
    return new ParquetFile(this.#folder, name, new HashedFile(await this.#folder.create(name)), this.#converter);
  }
}
