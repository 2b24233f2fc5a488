import type { FileHandle } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import { atomicWriteInside, toLine } from "../files/atomic-write.ts";
import type { Journal } from "../files/journal.ts";
import { readLines } from "../files/read-lines.ts";
import { recordBytes } from "../lines/line-bytes.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import type { Placement } from "./event.ts";
import type { Slot, Slots } from "./slots.ts";

/** How the index follows the dataset file; each is optional, since the index can always be built again. */
export interface DatasetFollower {
  /** Lines that are no collected records are durable at the end of the file. */
  appended?(range: { fromOffset: number; toOffset: number; lines: number }): void;
  /** The file is about to be replaced; nothing is appended until it is. Offsets known of it hold no more. */
  replacing?(): Promise<void>;
  /** The file was replaced, or could not be and is as it was. */
  replaced?(): Promise<void>;
}

export interface DatasetFileParts {
  journal: Journal;
  slots: Slots;
  /** The line a slot is now; null when it has just left the dataset. */
  lineOf(slot: Slot): Promise<string | null>;
  /** Makes durable where lines were that are about to leave the file. */
  keepPlaces(places: Placement[]): Promise<void>;
  follower: DatasetFollower;
}

/**
 * training_samples.jsonl: lines that were collected, and lines that curation made. The order of the file is the order of
 * arrival: new lines come at the end, a changed line stays where it is, and a line that comes back goes where it was. For
 * that, the places of lines that left are kept in curation.jsonl.
 */
export class DatasetFile {
  readonly #parts: DatasetFileParts;
  /** Told of what happens to the file; nobody while the workspace opens, since the index is not even with the file yet. */
  #follower: DatasetFollower = {};
  /** Grows with every change that an append cannot bring into the file. */
  #wanted = 0;
  #written = 0;
  #appending: Promise<void> = Promise.resolve();
  readonly #flushes = new Sequencer();

  constructor(parts: DatasetFileParts) {
    this.#parts = parts;
  }

  /** Whether the file lacks something, or holds something it should not. */
  get dirty(): boolean {
    return this.#wanted !== this.#written;
  }

  /** Tells of what happens to the file from now on. */
  follow(): void {
    this.#follower = this.#parts.follower;
  }

  /** Compares the whole file with the slots: what is in it, and whether it has to be written again. */
  async inspect(): Promise<void> {
    if (await isStale(this.#parts.slots, this.#parts.journal)) this.#wanted++;
  }

  /** Takes the slots' word that the file holds exactly the live ones (something remembered it). */
  trust(): void {
    for (const slot of this.#parts.slots.all()) slot.inFile = slot.live;
  }

  /** Brings changed slots into the file: new ones are appended at once, anything else waits for `flush`. */
  take(changed: readonly { slot: Slot; line: string | null }[]): void {
    const fresh: { slot: Slot; line: string }[] = [];
    for (const { slot, line } of changed) {
      if (line !== null && !slot.inFile && slot.places === null) fresh.push({ slot, line });
      else this.#wanted++;
    }
    if (fresh.length > 0) this.#append(fresh);
  }

  /** Something was not taken: the next `flush` writes the whole file from the slots. */
  invalidate(): void {
    this.#wanted++;
  }

  /** Resolves when everything that was appended is durable, or is known not to be. */
  async appended(): Promise<void> {
    await this.#appending;
  }

  /**
   * Makes the file what the dataset was when this was called. Costs nothing when it is that already, else a copy of the file.
   * @throws AssayError disk_full, permission, io …; the old file is then untouched, and the next call tries again.
   */
  async flush(): Promise<void> {
    await this.#appending;
    const wanted = this.#wanted;
    await this.#flushes.queue(async () => {
      while (this.#written < wanted) await this.#rewrite();
    });
  }

  #append(fresh: readonly { slot: Slot; line: string }[]): void {
    for (const { slot } of fresh) slot.inFile = true;
    const bytes = fresh.map(({ line }) => toLine(line));
    const done = this.#parts.journal.append(bytes).durable.then(
      (fromOffset) => {
        const toOffset = fromOffset + bytes.reduce((sum, one) => sum + one.length, 0);
        this.#follower.appended?.({ fromOffset, toOffset, lines: fresh.length });
      },
      () => {
        for (const { slot } of fresh) slot.inFile = false;
        this.#wanted++;
      },
    );
    const before = this.#appending;
    this.#appending = before.then(() => done);
  }

  async #rewrite(): Promise<void> {
    const { journal } = this.#parts;
    const follower = this.#follower;
    const wanted = this.#wanted;
    const copy = new Copy(this.#parts);
    let held = false;
    try {
      await journal.replaceWith(async (hold, claim) => {
        const content = async (file: FileHandle) => {
          const most = journal.durableBytes;
          await copy.lines(file, 0, most);
          await file.datasync();
          // What came in meanwhile: little, so nobody waits long.
          const end = await hold();
          held = true;
          await follower.replacing?.();
          await copy.lines(file, most, end);
          await copy.end(file);
        };
        await atomicWriteInside(journal.path, content, claim);
        copy.settle();
        this.#written = wanted;
      });
    } finally {
      if (held) await follower.replaced?.();
    }
  }
}

/** Compares a whole dataset file with the slots, notes what is in it, and tells whether it is not what the slots say. */
export async function isStale(slots: Slots, { path, durableBytes }: Pick<Journal, "path" | "durableBytes">): Promise<boolean> {
  if (slots.size === 0) return false;
  for (const slot of slots.all()) slot.inFile = false;
  let stale = false;
  if (durableBytes > 0) {
    for await (const lines of readLines(path, 0, durableBytes)) {
      for (const line of lines) {
        const key = keyOfHash(hashLine(recordBytes(line.bytes)));
        const slot = slots.ofImage(key);
        if (!slot) continue;
        slot.inFile = true;
        if (slot.imageKey !== key) stale = true;
      }
    }
  }
  for (const slot of slots.all()) if (slot.live !== slot.inFile) stale = true;
  return stale;
}

/** Writes to `target` what a rewrite of the dataset file would put there. Neither the file nor what is known of it changes. */
export async function writeCurrentDataset(parts: CopyParts, sizeBytes: number, target: FileHandle): Promise<void> {
  const copy = new Copy(parts);
  await copy.lines(target, 0, sizeBytes);
  await copy.end(target);
}

type CopyParts = Pick<DatasetFileParts, "slots" | "lineOf" | "keepPlaces"> & { journal: Pick<Journal, "path"> };

const newline = Buffer.from("\n");
const writeBytes = 1 << 20;

/** What a pass did with the lines of a slot: where they would be, when they were left out. */
type Fate = { written: true } | { written: false; ordinals: number[] };
const written: Fate = { written: true };

/** One pass over the old file into the new one. */
class Copy {
  readonly #parts: CopyParts;
  /** Slots that are not in the file but have a place there, by place. */
  readonly #absent: { place: number; slot: Slot }[];
  #nextAbsent = 0;
  /** Number of the next line among all lines the file ever had. */
  #ordinal = 0;
  readonly #met = new Map<Slot, Fate>();
  #waiting: Buffer[] = [];
  #waitingBytes = 0;

  constructor(parts: CopyParts) {
    this.#parts = parts;
    this.#absent = [...parts.slots.all()]
      .filter((slot) => !slot.inFile)
      .flatMap((slot) => (slot.places ?? []).map((place) => ({ place, slot })))
      .sort((a, b) => a.place - b.place);
  }

  /** Copies the lines from one offset to another, replacing and leaving out what the slots say. */
  async lines(file: FileHandle, from: number, to: number): Promise<void> {
    if (to <= from) return;
    for await (const lines of readLines(this.#parts.journal.path, from, to)) {
      for (const line of lines) {
        await this.#returning(this.#ordinal);
        const key = keyOfHash(hashLine(recordBytes(line.bytes)));
        const slot = this.#parts.slots.ofImage(key);
        if (!slot) this.#put(line.bytes);
        else await this.#slot(slot, slot.imageKey === key ? line.bytes : null);
      }
      await this.#write(file);
    }
  }

  /** Writes what belongs behind the last line, and makes durable where lines were that left. */
  async end(file: FileHandle): Promise<void> {
    await this.#returning(Number.POSITIVE_INFINITY);
    const missing = [...this.#parts.slots.all()].filter(
      (slot) => slot.live && !slot.inFile && slot.places === null && !this.#met.has(slot),
    );
    for (const slot of missing.sort((a, b) => a.order - b.order)) {
      await this.#slot(slot, null);
      if (this.#waitingBytes >= writeBytes) await this.#write(file);
    }
    await this.#write(file);
    const places: Placement[] = [];
    for (const [slot, fate] of this.#met) {
      if (!fate.written && !sameNumbers(fate.ordinals, slot.places)) places.push([slot.ref, fate.ordinals]);
    }
    if (places.length > 0) await this.#parts.keepPlaces(places);
  }

  /** Notes what the new file holds, once it is there. */
  settle(): void {
    for (const [slot, fate] of this.#met) slot.inFile = fate.written;
  }

  /** Lines that come back, and gaps of those that stay away, up to that place. */
  async #returning(place: number): Promise<void> {
    for (
      let next = this.#absent[this.#nextAbsent];
      next && next.place <= Math.max(place, this.#ordinal);
      next = this.#absent[this.#nextAbsent]
    ) {
      this.#nextAbsent++;
      await this.#slot(next.slot, null);
    }
  }

  /** @param same the slot's line when it is at hand. */
  async #slot(slot: Slot, same: Buffer | null): Promise<void> {
    // All lines of a slot share one fate in one pass, also when it changes meanwhile: another pass follows then.
    const fate = this.#met.get(slot) ?? (slot.live ? written : { written: false, ordinals: [] });
    this.#met.set(slot, fate);
    const ordinal = this.#ordinal++;
    if (!fate.written) {
      fate.ordinals.push(ordinal);
      return;
    }
    if (same) return this.#append(same);
    const line = await this.#parts.lineOf(slot);
    if (line !== null) this.#append(Buffer.from(line, "utf8"));
  }

  #put(bytes: Buffer): void {
    this.#ordinal++;
    this.#append(bytes);
  }

  #append(bytes: Buffer): void {
    this.#waiting.push(bytes, newline);
    this.#waitingBytes += bytes.length + 1;
  }

  async #write(file: FileHandle): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, at);
      if (bytesWritten === 0) throw new AssayError("disk_full", `${this.#parts.journal.path} cannot be written: the disk is full.`);
      at += bytesWritten;
    }
  }
}

function sameNumbers(some: readonly number[], others: readonly number[] | null): boolean {
  return others !== null && some.length === others.length && some.every((one, index) => one === others[index]);
}
