import type { ChannelName } from "../../../contract/index.ts";
import type { IsOwnWrite } from "../records/line-hash.ts";
import type { Database } from "./duckdb.ts";
import { type LeftOut, readLeftOut } from "./left-out.ts";
import { readProgress } from "./progress.ts";
import { countReplaced } from "./replaced-rows.ts";

/** How many lines of each journal are indexed, and which of them are in no view. */
export class JournalLines {
  readonly #db: Database;
  readonly #isOwnWrite: IsOwnWrite;
  readonly #indexed = new Map<ChannelName, number>();
  /** Lines that are in no view, by channel; a channel without any is not in it. */
  leftOut: ReadonlyMap<ChannelName, LeftOut> = new Map();
  /** Records that do not count, because another mapping of the same rows does, by channel. */
  replaced: ReadonlyMap<ChannelName, number> = new Map();

  constructor(db: Database, isOwnWrite: IsOwnWrite) {
    this.#db = db;
    this.#isOwnWrite = isOwnWrite;
  }

  /** Lines that a transaction added. */
  add(lines: ReadonlyMap<ChannelName, number>): void {
    for (const [channel, count] of lines) this.#indexed.set(channel, (this.#indexed.get(channel) ?? 0) + count);
  }

  /** Reads the counts anew; they stay as they are when the index cannot be read. */
  async count(): Promise<void> {
    for (const [channel, { lines }] of await readProgress(this.#db).catch(() => new Map())) this.#indexed.set(channel, lines);
  }

  /** Reads `leftOut` and `replaced` anew. @throws AssayError of the index. */
  async countLeftOut(): Promise<void> {
    this.replaced = await countReplaced(this.#db);
    this.leftOut = await readLeftOut(this.#db, () => this.#isOwnWrite);
  }

  /** Records of a journal that are in its view. */
  recordsIn(channel: ChannelName): number {
    const { refused = 0, otherKinds = [] } = this.leftOut.get(channel) ?? {};
    const leftOut = otherKinds.reduce((sum, { lines }) => sum + lines, refused);
    return Math.max(0, (this.#indexed.get(channel) ?? 0) - leftOut - (this.replaced.get(channel) ?? 0));
  }
}
