import { type ChannelName, channelOfKind, recordKinds } from "../../../../contract/index.ts";
import { StagedFile } from "../../files/staged-file.ts";
import type { ChunkResult } from "../../records/chunk-result.ts";
import { createRowEncoder } from "../../records/csv-row.ts";
import type { Columns } from "../../records/index-columns.ts";
import { hashOfKey, keyOfHash, type LineHash, noHash, unpackHash } from "../../records/line-hash.ts";
import { LineHashSet } from "../../records/line-hash-set.ts";
import { isRowKey } from "../../records/source-key.ts";

/** Records of a file that were imported before, by this or another mapping: where their lines are in a file, in the order of their rows. */
export const knownRecordColumns = {
  seq: "BIGINT",
  channel: "VARCHAR",
  source_key: "VARCHAR",
  h0: "UINTEGER",
  h1: "UINTEGER",
  h2: "UINTEGER",
  at: "BIGINT",
  len: "INTEGER",
} as const satisfies Columns;

const encode = createRowEncoder(knownRecordColumns);

/** Keeps the lines of records that were imported before, so that they can be compared with what is there. */
export class KnownRecords {
  readonly lines: StagedFile;
  readonly rows: StagedFile;
  /** Ids of this file: of two records with one id, the first counts. */
  readonly #seen = new LineHashSet();
  /** Source keys of records that came in now, by channel: they are no earlier ones. */
  readonly #came = new Map<ChannelName, LineHashSet>();
  /** Hashes of the rows; see `ConvertedLines`. */
  readonly #rows = new LineHashSet();
  /** Whose rows they are. */
  readonly files: { file: string; dialect: string }[] = [];
  count = 0;

  /** @param folder the staging folder. */
  constructor(folder: string) {
    this.lines = new StagedFile(folder, ".known.jsonl");
    this.rows = new StagedFile(folder, ".known.csv");
  }

  /** @param isNew of each record of the chunk, in order. Resolves when they are in the files. */
  async take({ codes, hashes, sourceKeys, starts, ends, bytes }: ChunkResult, isNew: readonly boolean[]): Promise<void> {
    if (sourceKeys === undefined) return;
    const key: LineHash = { ...noHash };
    const hash: LineHash = { ...noHash };
    const parts: Uint8Array[] = [];
    let rows = "";
    let at = this.lines.sizeBytes;
    let record = 0;
    for (let i = 0; i < codes.length; i++) {
      const kind = recordKinds[codes[i] as number];
      if (kind === undefined) continue;
      unpackHash(sourceKeys, i, key);
      const wasKnown = isNew[record++] === false;
      const isFirst = isRowKey(key) || this.#seen.add(key);
      const channel: ChannelName = channelOfKind[kind];
      if (!wasKnown) this.#cameIn(channel).add(key);
      if (!wasKnown || !isFirst) continue;
      const [start, end] = [starts[i] as number, ends[i] as number];
      rows += encode({ seq: this.count++, channel, source_key: keyOfHash(key), ...unpackHash(hashes, i, hash), at, len: end - start });
      parts.push(bytes.subarray(start, end + 1));
      at += end + 1 - start;
    }
    await this.lines.add(parts);
    await this.rows.add([Buffer.from(rows, "latin1")]);
  }

  /** @param rows hashes of rows that were converted, hex. */
  settle(rows: readonly string[]): void {
    for (const row of rows) this.#rows.add(toRowHash(row));
  }

  get isEmpty(): boolean {
    return this.count === 0 && this.#rows.size === 0;
  }

  /** Whether a record that nothing was found again of was made of a row that is here, before this import. @param row its hash, hex. */
  isGone(channel: ChannelName, sourceKey: LineHash, row: string): boolean {
    return this.#came.get(channel)?.has(sourceKey) !== true && this.#rows.has(toRowHash(row));
  }

  #cameIn(channel: ChannelName): LineHashSet {
    const keys = this.#came.get(channel) ?? new LineHashSet();
    this.#came.set(channel, keys);
    return keys;
  }

  async finish(): Promise<void> {
    await Promise.all([this.lines.finish(), this.rows.finish()]);
  }

  async remove(): Promise<void> {
    await Promise.all([this.lines.remove(), this.rows.remove()]);
  }
}

/** As much of a SHA-256 as a `LineHash` has. */
const toRowHash = (hex: string): LineHash => hashOfKey(hex.slice(0, 24)) ?? noHash;
