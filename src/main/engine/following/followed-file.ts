import { AssayError } from "../../../contract/index.ts";
import { Throttler } from "../async/throttler.ts";
import type { RateRing } from "../collector/counters.ts";
import { resolveDialect } from "../dialects/mapping.ts";
import { errnoOf, ioError } from "../files/io-error.ts";
import { statNamedExactly } from "../files/named-file.ts";
import type { ImportReport } from "../ingest/import-report.ts";
import { findGenerations } from "./find-generations.ts";
import { findMoved } from "./find-moved.ts";
import type { FollowParts, Owner } from "./follow-parts.ts";
import { type FollowedState, FollowedStatus } from "./followed-status.ts";
import { LineTaker } from "./line-taker.ts";
import { toGone, toUnread } from "./notices.ts";
import { OlderFiles, retireMs } from "./older-files.ts";
import type { Place } from "./place.ts";
import { PlaceFile } from "./place-file.ts";
import { type Older, type Reading, toOlder, toReading } from "./reading.ts";
import type { FollowOptions } from "./request.ts";
import { Tail, toIdentity } from "./tail.ts";
import { DoubtfulKeys } from "./take-burst.ts";

/** A file that became shorter and begins as before may be in the middle of being written anew. */
const settleMs = 500;
/**
 * Takes the lines of whatever is at a path, as they come: each look finds out whether the same file is still there, reads the one that was there to its
 * end, and goes on with the one that is.
 */
export class FollowedFile {
  readonly path: string;
  /** As in reports and quarantine. */
  readonly name: string;
  readonly #parts: FollowParts;
  readonly #options: FollowOptions;
  readonly #isNamed: boolean;
  readonly #places: PlaceFile;
  readonly #status: FollowedStatus;
  readonly #lines: LineTaker;
  readonly #older: OlderFiles;
  readonly #looks: Throttler;
  #sizeBytes = 0;
  #current: Reading | null = null;
  /** Places kept by an earlier run, not found again yet; null before they are read. */
  #saved: Place[] | null = null;
  /** Size, time and identity of the file at the last look. */
  #seen = "";
  #shrunk: { sizeBytes: number; sinceMs: number; hasCopy: boolean } | null = null;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param isNamed false: it was found in a folder, and is left alone unless it is recognised. */
  constructor(parts: FollowParts, path: string, name: string, options: FollowOptions, isNamed: boolean) {
    this.#parts = parts;
    this.path = path;
    this.name = name;
    this.#options = options;
    this.#isNamed = isNamed;
    this.#status = new FollowedStatus(name, parts.log, parts.onChange);
    this.#lines = new LineTaker(parts, name, options, isNamed, {
      onBegin: () => this.#status.set("reading"),
      lookAgain: () => this.#lookIn(settleMs),
      keepPlaces: (reading, until) => this.#keepPlaces(reading, until),
    });
    this.#older = new OlderFiles(path, {
      takeAll: (reading, takesRest) => this.#takeAll(reading, takesRest),
      lookIn: (ms) => this.#lookIn(ms),
      onUnread: (unread, why) => this.#status.notify(toUnread(name, unread, why)),
    });
    this.#places = new PlaceFile(parts.folder, path, parts.key);
    this.#looks = new Throttler(
      () => this.#look(),
      (thrown) => this.#status.fail(ioError(thrown, path)),
    );
  }

  isTakenAs(options: FollowOptions): boolean {
    return JSON.stringify(this.#options) === JSON.stringify(options);
  }

  get state(): FollowedState {
    return this.#status.state;
  }

  /** Why it is refused or failing. */
  get error(): AssayError | null {
    return this.#status.error;
  }

  /** Lines that may be missing though the file is read on, oldest first. */
  get notices(): readonly AssayError[] {
    return this.#status.notices;
  }

  /** What its rows leave open; null where nothing is. */
  get unanswered(): AssayError | null {
    return this.#lines.unanswered(this.path);
  }

  /** Lines a second. */
  get rate(): RateRing {
    return this.#lines.rate;
  }

  /** When lines were taken last. */
  get lastLineAtMs(): number | null {
    return this.#lines.lastLineAtMs;
  }

  /** Bytes that are there and not taken. */
  get behindBytes(): number {
    return Math.max(0, this.#sizeBytes - (this.#current?.tail.offset ?? 0));
  }

  get offset(): number {
    return this.#current?.tail.offset ?? 0;
  }

  /** What its rows are taken for; null for records of ours. */
  get dialect(): string | null {
    const reading = this.#current?.decision?.reading;
    return reading?.type === "convert" ? resolveDialect(reading.plan).title : null;
  }

  /** What became of the lines since it is followed. lines = accepted + quarantined + duplicates + blank. */
  read(): ImportReport {
    const report = this.#lines.report.read();
    const { accepted, quarantined, duplicates, blank } = report;
    const lines = accepted + quarantined + duplicates + blank;
    return { ...report, lines, sizeBytes: this.#sizeBytes, readBytes: this.offset, complete: true };
  }

  /** What this one has to do with a file. */
  owns(identity: string): Owner | null {
    if (this.#current?.tail.identity === identity) return { holds: "current", name: this.name };
    if (this.#older.open.some(({ tail }) => tail.identity === identity)) return { holds: "older" };
    const place = this.#older.past.findLast((one) => one.identity === identity);
    return place ? { holds: "past", place } : null;
  }

  /** Takes what has come since the last look. Resolves when it is on disk, or `error` says why it is not. */
  look(): Promise<void> {
    return this.#looks.ask();
  }

  /** Ends at the end of a burst; its place is kept. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#looks.settled();
    await this.#older.close();
    await this.#current?.tail.close();
    this.#current = null;
  }

  async #look(): Promise<void> {
    if (this.#closed) return;
    const there = await statNamedExactly(this.path).catch((thrown: unknown) => {
      if (errnoOf(thrown) === "ENOENT" || errnoOf(thrown) === "ENOTDIR") return null;
      throw thrown;
    });
    const seen = there === null ? "" : `${toIdentity(there)} ${there.size} ${there.mtimeNs}`;
    // What was refused is looked at again at once when it is another file, or has grown.
    const isAsBefore = seen === this.#seen;
    if (this.#status.isResting && (isAsBefore || this.state !== "refused")) return;
    this.#seen = seen;
    const isDone = this.#older.open.length === 0 && this.#shrunk === null && this.error === null && this.#saved !== null;
    if (isAsBefore && isDone && (there === null || this.#current !== null)) return;
    this.#saved ??= await this.#places.read();
    const gone = this.#current !== null && (there === null || toIdentity(there) !== this.#current.tail.identity) ? this.#current : null;
    if (gone !== null) this.#retire(gone);
    await this.#older.drain();
    const isOpened = there !== null && this.#current === null;
    if (isOpened) {
      this.#current = await this.#open();
      this.#parts.onChange();
    }
    const isOther = isOpened && this.#current?.tail.offset === 0;
    const unseen = isOther || (this.#current === null && (gone !== null || this.#saved.length > 0)) ? await this.#findUnseen() : [];
    // It was replaced by one that continued it, and that one was renamed before anybody looked.
    if (this.#older.open.some(({ tail }) => tail === gone?.tail)) await this.#older.readCopy(gone?.tail.place() ?? null);
    try {
      await this.#findSaved();
    } finally {
      this.#older.add(...unseen);
    }
    if (unseen.length > 0) await this.#older.drain();
    this.#sizeBytes = 0;
    if (this.#current !== null) await this.#readOn(this.#current);
    if (this.#closed) return;
    this.#status.recover();
    this.#status.set(there === null ? "missing" : "waiting");
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.look(), ms).unref();
  }

  #retire(reading: Reading): void {
    this.#older.add(toOlder(reading));
    this.#current = null;
    this.#shrunk = null;
  }

  /** Opens what is at the path now. It may be the file of before, or one that continues it. @returns null while another path's reading of it ends. */
  async #open(): Promise<Reading | null> {
    const tail = await Tail.open(this.path);
    try {
      await this.#parts.refuseOwn(this.path);
      const owner = this.#parts.findOwner(tail.identity, this);
      if (owner?.holds === "current")
        throw new AssayError("refused", `${this.name} is the same file as ${owner.name}, which is followed already.`, { where: this.path });
      if (owner?.holds === "older") {
        await tail.close();
        this.#lookIn(retireMs);
        return null;
      }
      const older = this.#older.open.map((old) => ({ place: old.tail.place(), old }));
      const moved = owner === null ? [] : [owner.place];
      const places = [...(this.#saved ?? []), ...this.#older.past, ...moved].map((place) => ({ place, old: null }));
      // The furthest that fits: inodes are used again, so one of long ago may have this one's number.
      const known = [...places, ...older].sort((a, b) => (b.place?.offset ?? 0) - (a.place?.offset ?? 0));
      for (const { place, old } of known) {
        if (place === null || !(await tail.goOnAt(place))) continue;
        // The rest of that one is in this one.
        if (old) await this.#older.release(old);
        this.#saved = this.#saved?.filter((one) => one !== place) ?? null;
        return toReading(tail);
      }
      // Somebody may have imported what is there.
      tail.doubtUntil = await tail.sizeBytes();
      return toReading(tail);
    } catch (thrown) {
      await tail.close();
      throw thrown;
    }
  }

  /** Reads on in files that were rotated while nobody followed. */
  async #findSaved(): Promise<void> {
    const saved = this.#saved ?? [];
    if (saved.length === 0) return;
    this.#saved = [];
    for (const place of saved) {
      const isTruncated = place.identity === this.#current?.tail.identity;
      const moved = await findMoved(this.path, place, isTruncated).catch(() => null);
      if (moved === null) this.#older.remember(place);
      else this.#older.add(toOlder(toReading(moved)));
    }
    await this.#older.drain();
  }

  /** Files that came and went at the path since anybody looked. Says what is missing where that cannot be known. */
  async #findUnseen(): Promise<Older[]> {
    const older = this.#older.open.flatMap(({ tail }) => tail.place() ?? []);
    const saved = this.#saved ?? [];
    const known = [...this.#older.past, ...saved, ...older];
    const last = known.at(-1);
    if (last === undefined) return [];
    const { isGone, unread, maybe } = await findGenerations(this.path, known, (path, identity) => this.#isExcluded(path, identity));
    // One that was open, or was read to its end before, misses nothing. The last of rotated files is removed in the end.
    if (isGone && saved.includes(last) && (this.#isNamed || !/\d$/.test(this.name))) this.#status.notify(toGone(this.name, last, maybe));
    for (const tail of unread) tail.doubtUntil = await tail.sizeBytes();
    return unread.map((tail) => toOlder(toReading(tail), true));
  }

  async #isExcluded(path: string, identity: string): Promise<boolean> {
    if (identity === this.#current?.tail.identity || this.#parts.isFollowed(path)) return true;
    if (this.#parts.findOwner(identity, this) !== null) return true;
    return this.#parts.refuseOwn(path).then(
      () => false,
      () => true,
    );
  }

  async #readOn(reading: Reading): Promise<void> {
    const { tail } = reading;
    this.#sizeBytes = await tail.sizeBytes();
    if (this.#sizeBytes >= tail.offset && (await tail.isIntact())) this.#shrunk = null;
    else if (!(await this.#startsOver(reading, this.#sizeBytes))) return;
    await this.#takeAll(reading);
    this.#sizeBytes = await tail.sizeBytes();
  }

  /** The file was truncated or written anew in place. @returns whether its contents are to be read from the start. */
  async #startsOver(reading: Reading, sizeBytes: number): Promise<boolean> {
    const { tail } = reading;
    const place = tail.place();
    // Truncated after it was copied: the last lines are in the copy alone.
    const hasCopy = this.#shrunk?.hasCopy || (await this.#older.readCopy(place));
    const nowMs = Date.now();
    this.#shrunk = this.#shrunk?.sizeBytes === sizeBytes ? { ...this.#shrunk, hasCopy } : { sizeBytes, sinceMs: nowMs, hasCopy };
    if (sizeBytes === 0) return false;
    const mayComeBack = sizeBytes < tail.offset && (await tail.beginsAsBefore());
    if (mayComeBack && nowMs - this.#shrunk.sinceMs < settleMs) {
      this.#lookIn(settleMs);
      return false;
    }
    this.#shrunk = null;
    this.#older.remember(place);
    this.#older.add(...(await this.#findUnseen()));
    await this.#older.drain();
    tail.startOver();
    tail.doubtUntil = sizeBytes;
    Object.assign(reading, { decision: null, doubtful: new DoubtfulKeys() } satisfies Partial<Reading>);
    return true;
  }

  async #takeAll(reading: Reading, takesRest = false): Promise<void> {
    const { tail } = reading;
    while (!this.#closed && (await tail.sizeBytes()) > tail.offset) {
      if (!(await this.#parts.turns.queue(() => this.#lines.take(reading, takesRest)))) return;
      this.#sizeBytes = Math.max(this.#sizeBytes, tail.offset);
      this.#parts.onChange();
    }
  }

  /** @param reading of this one, lines up to `until` are about to be taken. */
  async #keepPlaces(reading?: Tail, until?: number): Promise<void> {
    const open = [...this.#older.open, ...(this.#current ? [this.#current] : [])];
    const places = open.flatMap(({ tail }) => tail.place(tail === reading ? until : undefined) ?? []);
    await this.#places.write([...this.#older.past, ...(this.#saved ?? []), ...places]).catch((error: unknown) => {
      // Without it lines are read again after a restart, and are duplicates.
      this.#parts.log("warn", "place_not_kept", { file: this.name, error: String(error) });
    });
  }
}
