import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { YieldBudget } from "../../async/yield-budget.ts";
import { writeAll } from "../../files/durable-write.ts";
import { makeFolderInside, removeFile } from "../../files/inside.ts";
import { withPath } from "../../files/io-error.ts";
import { openInside } from "../../files/open-inside.ts";
import { encodePart, partBytes } from "./encode-event.ts";
import { type Change, type EventHead, type EventVersion, eventVersion, newestOf, versionNeededBy } from "./event.ts";

/** Changes that are kept or dropped together: their bytes in the spool file, and what the caller knows them by. */
interface Unit<Meta> {
  offset: number;
  length: number;
  list: List;
  meta: Meta;
}

/** The list of an event's line that a unit belongs to. */
type List = "changes" | "merged" | "verdicts" | "repeats";

const writeBytes = 1 << 20;

/**
 * Changes of an event that may be too big for memory, in a temporary file. They are written to the log only when all are known, because every
 * part of an event states the number of parts.
 */
export class EventSpool<Meta> {
  readonly #path: string;
  readonly #file: FileHandle;
  #units: Unit<Meta>[] = [];
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #sizeBytes = 0;
  /** The oldest event version that can say what is in it. */
  version: EventVersion = eventVersion;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** @param folder created if missing. @throws AssayError disk_full, permission, io … */
  static async open<Meta>(folder: string): Promise<EventSpool<Meta>> {
    const path = `${folder}/${randomUUID()}.changes`;
    return withPath(path, async () => {
      await makeFolderInside(folder);
      const { file } = await openInside(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL);
      return new EventSpool<Meta>(path, file);
    });
  }

  get size(): number {
    return this.#units.length;
  }

  /** @throws AssayError disk_full, io … */
  async add(changes: readonly Change[], meta: Meta): Promise<void> {
    this.version = newestOf([this.version, ...changes.map(versionNeededBy)]);
    await this.addJson("changes", changes.map((change) => JSON.stringify(change)).join(","), meta);
  }

  /** Something that is JSON already. @throws AssayError disk_full, io … */
  async addJson(list: List, json: string, meta: Meta): Promise<void> {
    const bytes = Buffer.from(json, "utf8");
    this.#units.push({ offset: this.#sizeBytes, length: bytes.length, list, meta });
    this.#sizeBytes += bytes.length;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= writeBytes) await this.#write();
  }

  /** Each change as a unit of its own. */
  async addAll(changes: readonly Change[], meta: Meta): Promise<void> {
    for (const change of changes) await this.add([change], meta);
  }

  /** Drops units. @returns how many remain. */
  keep(wanted: (meta: Meta) => boolean): number {
    this.#units = this.#units.filter(({ meta }) => wanted(meta));
    return this.#units.length;
  }

  /** The lines of an event with all remaining changes, about 1 MiB at a time. @throws AssayError io … */
  async *lines(head: EventHead): AsyncGenerator<Buffer[]> {
    await this.#write();
    const parts = this.#inParts();
    const budget = new YieldBudget();
    let lines: Buffer[] = [];
    let bytes = 0;
    for (const [part, units] of parts.entries()) {
      const texts = await this.#read(units);
      const of = (list: List) => texts.filter((_, index) => units[index]?.list === list);
      const more = head.type === "merge" ? { merged: of("merged"), verdicts: of("verdicts"), repeats: of("repeats") } : undefined;
      const line = encodePart(head, { part, parts: parts.length }, of("changes"), [], more);
      lines.push(line);
      bytes += line.length;
      await budget.spend(line.length);
      if (bytes < writeBytes) continue;
      yield lines;
      lines = [];
      bytes = 0;
    }
    if (lines.length > 0) yield lines;
  }

  async close(): Promise<void> {
    await this.#file.close();
    await removeFile(this.#path);
  }

  /** At least one part, even without changes. */
  #inParts(): Unit<Meta>[][] {
    const parts: Unit<Meta>[][] = [[]];
    let size = 0;
    for (const unit of this.#units) {
      if (size > 0 && size + unit.length > partBytes) {
        parts.push([]);
        size = 0;
      }
      parts[parts.length - 1]?.push(unit);
      size += unit.length;
    }
    return parts;
  }

  /** Skips dropped units, which may be most of the file. */
  async #read(units: readonly Unit<Meta>[]): Promise<string[]> {
    const texts: string[] = [];
    for (let start = 0; start < units.length; ) {
      const first = units[start] as Unit<Meta>;
      let end = first.offset;
      let next = start;
      for (; units[next]?.offset === end; next++) end += units[next]?.length ?? 0;
      const bytes = Buffer.allocUnsafe(end - first.offset);
      await withPath(this.#path, () => this.#file.read(bytes, 0, bytes.length, first.offset));
      for (const { offset, length } of units.slice(start, next)) {
        texts.push(bytes.toString("utf8", offset - first.offset, offset - first.offset + length));
      }
      start = next;
    }
    return texts;
  }

  async #write(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (waiting.length > 0) await withPath(this.#path, () => writeAll(this.#file, waiting));
  }
}
