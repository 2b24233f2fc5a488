import { AssayError, type Signal } from "../../../contract/index.ts";
import { freeBytes } from "../files/named-file.ts";

/** Of the space that is free when an import begins, unpacking leaves this share: journals and index are on the same disk, as a rule. */
const keptShare = 0.1;
/** Written between two looks at the disk. */
const checkedBytes = 16 * 1024 * 1024;
/** Between two looks while a library writes. */
const watchMs = 100;

export type ReadFree = (folder: string) => Promise<number | null>;

/** Keeps what is unpacked from filling the disk: a file of kilobytes can hold terabytes. */
export class DiskReserve {
  readonly #folder: string;
  readonly #readFree: ReadFree;
  #keptBytes: number | null = null;
  #uncheckedBytes = checkedBytes;

  /** @param readFree free bytes of the folder's disk; null where the file system does not tell: then nothing is kept. */
  constructor(folder: string, readFree: ReadFree = freeBytes) {
    this.#folder = folder;
    this.#readFree = readFree;
  }

  /** Called before bytes are written. @throws AssayError disk_full. */
  async take(bytes: number, name: string): Promise<void> {
    this.#uncheckedBytes += bytes;
    if (this.#uncheckedBytes < checkedBytes) return;
    this.#uncheckedBytes = 0;
    if (await this.#isLow()) throw wouldFill(name);
  }

  /** Does work that writes by itself, and aborts its signal once the space is short. @throws AssayError disk_full; what `work` throws. */
  async watch<T>(name: string, signal: Signal | undefined, work: (signal: Signal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const abort = () => stop.abort();
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
    let low = await this.#isLow();
    if (low) abort();
    const timer = setInterval(() => {
      void this.#isLow().then((isLow) => {
        low ||= isLow;
        if (low) abort();
      });
    }, watchMs);
    try {
      return await work(stop.signal);
    } catch (thrown) {
      throw low ? wouldFill(name) : thrown;
    } finally {
      clearInterval(timer);
      signal?.removeEventListener("abort", abort);
    }
  }

  async #isLow(): Promise<boolean> {
    const free = await this.#readFree(this.#folder);
    if (free === null) return false;
    this.#keptBytes ??= free * keptShare;
    return free < this.#keptBytes;
  }
}

const wouldFill = (name: string) =>
  new AssayError("disk_full", `${name} would fill the disk: nine tenths of what was free are taken by what it unpacks to.`, {
    where: name,
    fix: "Free some space, or unpack it elsewhere and import what is in it.",
  });
