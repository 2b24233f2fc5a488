import { AssayError } from "../../../contract/index.ts";
import { findMoved } from "./find-moved.ts";
import { isForGood } from "./notices.ts";
import type { Place } from "./place.ts";
import { type Older, type Reading, toOlder, toReading } from "./reading.ts";

/** A file that was renamed or removed is read on for so long after its last line: whoever writes to it may not know yet. */
export const retireMs = 3000;
/** Places of files that were at the path: one of them may come back. */
const maxPast = 4;

interface Hooks {
  /** Takes all lines that are there. @param takesRest also the last one, without its end. */
  takeAll(reading: Reading, takesRest?: boolean): Promise<void>;
  /** Asks for another look. */
  lookIn(ms: number): void;
  /** A file that was found beside the followed one is nothing that is followed. */
  onUnread(path: string, why: AssayError): void;
}

/** The files that were at a path: those that may still grow, open, and where those ended that are read to their ends. */
export class OlderFiles {
  readonly #path: string;
  readonly #hooks: Hooks;
  #open: Older[] = [];
  #past: Place[] = [];

  constructor(path: string, hooks: Hooks) {
    this.#path = path;
    this.#hooks = hooks;
  }

  get open(): readonly Older[] {
    return this.#open;
  }

  /** Of those that are read to their ends, the last at the end. */
  get past(): readonly Place[] {
    return this.#past;
  }

  add(...files: readonly Older[]): void {
    this.#open.push(...files);
  }

  remember(place: Place | null): void {
    if (place !== null) this.#past = [...this.#past, place].slice(-maxPast);
  }

  /** Reads them to their ends, and releases those that have not grown for a while. */
  async drain(): Promise<void> {
    for (const old of [...this.#open]) {
      const { tail } = old;
      const sizeBytes = await tail.sizeBytes();
      const isIntact = await tail.isIntact();
      if (isIntact && !(await this.#take(old))) continue;
      if (sizeBytes !== old.sizeBytes) Object.assign(old, { sizeBytes, quietSinceMs: Date.now() });
      const leftMs = old.quietSinceMs + retireMs - Date.now();
      if (isIntact && leftMs > 0) {
        this.#hooks.lookIn(leftMs);
        continue;
      }
      // Nobody will end its last line.
      if (isIntact) await this.#hooks.takeAll(old, true);
      const place = tail.place();
      await this.release(old);
      // Truncated, and then replaced: the rest is in a copy, if there is one.
      if (!isIntact) await this.readCopy(place);
    }
  }

  /** @returns false: it was found beside the file, and is nothing that is followed. */
  async #take(old: Older): Promise<boolean> {
    try {
      await this.#hooks.takeAll(old);
      return true;
    } catch (thrown) {
      if (!old.isUnseen || !(thrown instanceof AssayError) || !isForGood(thrown)) throw thrown;
      await this.release(old);
      this.#hooks.onUnread(old.tail.path, thrown);
      return false;
    }
  }

  /** Reads what a copy beside the path has behind a place. @returns whether there is one. */
  async readCopy(place: Place | null): Promise<boolean> {
    const copy = place && (await findMoved(this.#path, place, true).catch(() => null));
    if (copy === null) return false;
    copy.doubtUntil = Number.POSITIVE_INFINITY;
    this.add(toOlder(toReading(copy)));
    await this.drain();
    return true;
  }

  /** Closes one; its place is remembered. */
  async release(old: Reading): Promise<void> {
    this.#open = this.#open.filter((one) => one.tail !== old.tail);
    this.remember(old.tail.place());
    await old.tail.close();
  }

  async close(): Promise<void> {
    for (const { tail } of this.#open) await tail.close();
    this.#open = [];
  }
}
