import { type ChannelName, channelNames } from "../../../contract/index.ts";
import { tableOfChannel } from "../records/kinds.ts";
import { hashOfKey, type LineHash } from "../records/line-hash.ts";
import { LineHashSet } from "../records/line-hash-set.ts";
import { SourceKeys } from "../records/source-keys.ts";
import type { Database } from "./duckdb.ts";
import { everyRow, replacedTable } from "./replaced-rows.ts";

const none = new Uint32Array();

type Sets = Map<ChannelName, LineHashSet>;

/** Hashes of every line in the journals, by channel, for deduplication: read from the index on first use, then kept up to date. */
export class KnownHashes {
  readonly #db: Database;
  readonly #caughtUp: () => Promise<void>;
  readonly #removedSources: () => Iterable<LineHash>;
  #sets: Promise<Sets> | null = null;
  #sources: Promise<Map<ChannelName, SourceKeys>> | null = null;

  /**
   * @param caughtUp rejects when the index lacks lines: with half of the hashes, duplicates would be imported.
   * @param removedSources source keys of samples that were taken out of the dataset: no row of the index has them.
   */
  constructor(db: Database, caughtUp: () => Promise<void>, removedSources: () => Iterable<LineHash> = () => []) {
    this.#db = db;
    this.#removedSources = removedSources;
    this.#caughtUp = caughtUp;
  }

  /** @throws what `caughtUp` throws; the next call tries again. */
  load(): Promise<ReadonlyMap<ChannelName, LineHashSet>> {
    this.#sets ??= this.#caughtUp()
      .then(() => this.#read())
      .catch((thrown) => {
        this.#sets = null;
        throw thrown;
      });
    return this.#sets;
  }

  /**
   * Source keys of all converted records, by channel; kept up to date by those who convert, since nobody else writes such records. Records with a
   * source that are collected while a workspace is open are known when it is opened again.
   * @throws as `load` does.
   */
  loadSources(): Promise<ReadonlyMap<ChannelName, SourceKeys>> {
    this.#sources ??= this.#caughtUp()
      .then(() => this.#readSources())
      .catch((thrown) => {
        this.#sources = null;
        throw thrown;
      });
    return this.#sources;
  }

  /** Whether a line may be in a journal: false only where hashes are loaded, and it is not. Never rejects. */
  async mayHave(channel: ChannelName, hash: LineHash): Promise<boolean> {
    const sets = await this.#sets?.catch(() => null);
    return sets?.get(channel)?.has(hash) ?? true;
  }

  /** Adds a collected line's hash if hashes are loaded. */
  add(channel: ChannelName, { h0, h1, h2 }: LineHash): void {
    void this.#sets?.then(
      (sets) => sets.get(channel)?.add({ h0, h1, h2 }),
      () => {},
    );
  }

  forget(): void {
    this.#sets = null;
    this.#sources = null;
  }

  /** Memory in use; 0 when hashes are not loaded. */
  async sizeBytes(): Promise<number> {
    const sets = await this.#sets?.catch(() => null);
    return [...(sets?.values() ?? [])].reduce((sum, set) => sum + set.sizeBytes, 0);
  }

  async #readSources(): Promise<Map<ChannelName, SourceKeys>> {
    const sets = new Map<ChannelName, SourceKeys>();
    for (const channel of channelNames) {
      const set = new SourceKeys();
      sets.set(channel, set);
      if (channel === "training_samples") for (const key of this.#removedSources()) set.add(key);
      const rows = this.#db.streamColumns(selectSourceKeys(tableOfChannel[channel]));
      for await (const [keys = []] of rows)
        for (const key of keys) {
          const hash = hashOfKey(key);
          if (hash) set.add(hash);
        }
    }
    return sets;
  }

  async #read(): Promise<Sets> {
    const sets: Sets = new Map();
    const hash: LineHash = { h0: 0, h1: 0, h2: 0 };
    for (const channel of channelNames) {
      const set = new LineHashSet();
      const table = tableOfChannel[channel];
      // A line that does not count is in its journal all the same.
      const lines = table === "samples" ? table : everyRow(table, "h0, h1, h2");
      sets.set(channel, set);
      for await (const [h0 = none, h1 = none, h2 = none] of this.#db.streamWords(`SELECT h0, h1, h2 FROM ${lines}`)) {
        for (let i = 0; i < h0.length; i++) {
          hash.h0 = h0[i] as number;
          hash.h1 = h1[i] as number;
          hash.h2 = h2[i] as number;
          set.add(hash);
        }
      }
    }
    return sets;
  }
}

/** A record that was taken away (its row gave none any more) is known all the same: its line is in the journal, and comes back by another replacement. */
function selectSourceKeys(table: "executions" | "comparisons" | "samples"): string {
  const counting = `SELECT source_key FROM ${table} WHERE source_key IS NOT NULL`;
  if (table === "samples") return counting;
  return `${counting} UNION ALL SELECT source_key FROM ${replacedTable(table)} WHERE source_key IS NOT NULL AND source_key NOT IN (${counting})`;
}
