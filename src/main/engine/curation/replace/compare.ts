import { basename } from "node:path";
import type { ChannelName } from "../../../../contract/index.ts";
import { parseObject, toObject } from "../../base/json-value.ts";
import { readRanges } from "../../files/read-range.ts";
import type { KnownRecords } from "../../ingest/conversion/known-records.ts";
import { knownRecordColumns } from "../../ingest/conversion/known-records.ts";
import { hashOfKey, type LineHash } from "../../records/line-hash.ts";
import type { Database } from "../../store/duckdb.ts";
import { readCsv } from "../../store/load-sql.ts";
import { replacedTable } from "../../store/replaced-rows.ts";
import { quoteSql } from "../../store/sql.ts";
import type { ReplacedChannel } from "../state/replaced-lines.ts";

/** A record that was imported earlier. */
export interface EarlierLine {
  hash: LineHash;
  line: Buffer;
}

/** A record in two versions: its line in the journal, and the line that its row gives now. */
export interface Pair {
  old: LineHash;
  new: LineHash;
  oldLine: Buffer;
  newLine: Buffer;
}

interface PairRow {
  n0: number;
  n1: number;
  n2: number;
  at: number;
  nlen: number;
  o0: number;
  o1: number;
  o2: number;
  off: number;
  olen: number;
}

export interface SamplePairRow {
  ref: string;
  at: number;
  len: number;
}

/** What an import found again, as a table in memory beside the index. */
export class FoundAgain {
  readonly #db: Database;
  readonly #known: KnownRecords;
  readonly #table: string;
  static #made = 0;

  private constructor(db: Database, known: KnownRecords) {
    this.#db = db;
    this.#known = known;
    this.#table = `memory.main.found_again_${++FoundAgain.#made}`;
  }

  /** @param known complete; its files are in the staging folder. @throws AssayError of the index. */
  static async open(db: Database, known: KnownRecords): Promise<FoundAgain> {
    const found = new FoundAgain(db, known);
    await db.all(`CREATE TABLE ${found.#table} AS SELECT * FROM ${readCsv(known.rows.path, knownRecordColumns, 0)}`);
    return found;
  }

  /**
   * Records of a channel whose line would be another now, in the order of their journal, a slice at a time. What differs only in where it was read
   * (`source`) is left out: the file has grown or has another name.
   * @param journal of the channel.
   */
  async *changed(channel: ReplacedChannel, table: "executions" | "comparisons", journal: string): AsyncGenerator<Pair[]> {
    const rows = this.#db.stream<PairRow>(
      `SELECT n.h0 AS n0, n.h1 AS n1, n.h2 AS n2, n.at, n.len AS nlen, o.h0 AS o0, o.h1 AS o1, o.h2 AS o2, o.off, o.len AS olen
       FROM ${this.#unmatched(channel, table)} n JOIN (
         SELECT *, row_number() OVER (PARTITION BY source_key ORDER BY off) AS nth FROM ${table} t
         WHERE source_key IN (SELECT source_key FROM ${this.#table} WHERE channel = '${channel}') AND NOT ${this.#isMatched("t", channel)}
       ) o ON o.source_key = n.source_key AND o.nth = n.nth ORDER BY o.off`,
    );
    for await (const slice of rows) {
      const olds = await readRanges(
        journal,
        slice.map(({ off, olen }) => ({ offset: Number(off), length: olen })),
      );
      const news = await this.readNew(slice.map(({ at, nlen }) => ({ at: Number(at), len: nlen })));
      yield slice.flatMap(({ n0, n1, n2, o0, o1, o2 }, i) => {
        const [oldLine, newLine] = [olds[i] as Buffer, news[i] as Buffer];
        if (isSameRecord(oldLine, newLine)) return [];
        return [{ old: { h0: o0, h1: o1, h2: o2 }, new: { h0: n0, h1: n1, h2: n2 }, oldLine, newLine }];
      });
    }
  }

  /** The same for samples, by ref; their lines may be the same records. */
  changedSamples(): AsyncGenerator<SamplePairRow[]> {
    return this.#db.stream<SamplePairRow>(
      `SELECT o.ref, n.at, n.len FROM ${this.#unmatched("training_samples", "samples")} n JOIN (
         SELECT *, row_number() OVER (PARTITION BY source_key ORDER BY seq) AS nth FROM samples t
         WHERE source_key IN (SELECT source_key FROM ${this.#table} WHERE channel = 'training_samples') AND NOT ${this.#isMatched("t", "training_samples")}
       ) o ON o.source_key = n.source_key AND o.nth = n.nth ORDER BY n.seq`,
    );
  }

  /**
   * Records of a channel that were taken away earlier and are made again, in the order of their rows.
   * @param table whose rows count.
   */
  async *back(channel: ReplacedChannel, table: "executions" | "comparisons"): AsyncGenerator<EarlierLine[]> {
    const rows = this.#db.stream<Pick<PairRow, "n0" | "n1" | "n2" | "at" | "nlen">>(
      `SELECT k.h0 AS n0, k.h1 AS n1, k.h2 AS n2, k.at, k.len AS nlen FROM ${this.#table} k WHERE channel = '${channel}'
       AND source_key IN (SELECT source_key FROM ${replacedTable(table)}) AND source_key NOT IN (SELECT source_key FROM ${table} WHERE source_key IS NOT NULL)
       ORDER BY seq`,
    );
    for await (const slice of rows) {
      const lines = await this.readNew(slice.map(({ at, nlen }) => ({ at: Number(at), len: nlen })));
      yield slice.map(({ n0, n1, n2 }, i) => ({ hash: { h0: n0, h1: n1, h2: n2 }, line: lines[i] as Buffer }));
    }
  }

  /**
   * Records of a channel whose row is in the file from which they came, and gives them no more, in the order of their journal.
   * @param journal of the channel.
   */
  async *gone(channel: ReplacedChannel, table: "executions" | "comparisons", journal: string): AsyncGenerator<EarlierLine[]> {
    const rows = this.#db.stream<{ source_key: string; h0: number; h1: number; h2: number; off: number; len: number }>(
      `SELECT source_key, h0, h1, h2, off, len FROM ${table} t WHERE ${this.#isGone("t", channel)} ORDER BY off`,
    );
    for await (const slice of rows) {
      const lines = await readRanges(
        journal,
        slice.map(({ off, len }) => ({ offset: Number(off), length: len })),
      );
      yield slice.flatMap(({ source_key, h0, h1, h2 }, i) => {
        const line = lines[i] as Buffer;
        return this.#isRowHere(channel, source_key, line) ? [{ hash: { h0, h1, h2 }, line }] : [];
      });
    }
  }

  /** The same for samples: refs of those that may be gone; `isSampleGone` says it once their line is known. */
  goneSamples(): AsyncGenerator<{ ref: string; source_key: string }[]> {
    return this.#db.stream(`SELECT ref, source_key FROM samples t WHERE ${this.#isGone("t", "training_samples")} ORDER BY seq`);
  }

  isSampleGone(sourceKey: string, line: Buffer): boolean {
    return this.#isRowHere("training_samples", sourceKey, line);
  }

  /** Lines that rows give now. */
  readNew(places: readonly { at: number; len: number }[]): Promise<Buffer[]> {
    return readRanges(
      this.#known.lines.path,
      places.map(({ at, len }) => ({ offset: at, length: len })),
    );
  }

  async close(): Promise<void> {
    await this.#db.all(`DROP TABLE ${this.#table}`);
  }

  #unmatched(channel: string, table: string): string {
    return `(SELECT *, row_number() OVER (PARTITION BY source_key ORDER BY seq) AS nth FROM ${this.#table} k
      WHERE channel = '${channel}' AND NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.source_key = k.source_key AND t.h0 = k.h0 AND t.h1 = k.h1 AND t.h2 = k.h2))`;
  }

  /** Of a file that was read, by its name without the folder and its dialect, and not found again. */
  #isGone(row: string, channel: string): string {
    const files = this.#known.files.map(({ file, dialect }) => `(${[basename(file), dialect].map(quoteSql).join(", ")})`);
    const name = `regexp_replace(${row}.source_file, '^.*[/\\\\]', '')`;
    return `${row}.source_key IS NOT NULL AND (${name}, ${row}.source_dialect) IN (${files.join(", ")})
      AND ${row}.source_key NOT IN (SELECT source_key FROM ${this.#table} WHERE channel = '${channel}')`;
  }

  #isRowHere(channel: ChannelName, sourceKey: string, line: Buffer): boolean {
    const key = hashOfKey(sourceKey);
    const row = readSource(line)?.sha256;
    return key !== null && typeof row === "string" && this.#known.isGone(channel, key, row);
  }

  #isMatched(row: string, channel: string): string {
    return `EXISTS (SELECT 1 FROM ${this.#table} m WHERE m.channel = '${channel}' AND m.source_key = ${row}.source_key
      AND m.h0 = ${row}.h0 AND m.h1 = ${row}.h1 AND m.h2 = ${row}.h2)`;
  }
}

const sourceStart = Buffer.from(',"source":{');

/** Whether two converted lines say the same of the same row. Converters write `source` last; lines that do not are never the same. */
export function isSameRecord(one: Buffer, other: Buffer): boolean {
  const [a, b] = [one.lastIndexOf(sourceStart), other.lastIndexOf(sourceStart)];
  return a > 0 && a === b && one.compare(other, 0, b, 0, a) === 0 && readSource(one) !== null && readSource(other) !== null;
}

/** "litellm 1", as the line says which converter made it. */
export function describeConverter(line: Buffer): string | null {
  const { dialect, version } = readSource(line) ?? {};
  return typeof dialect === "string" ? `${dialect} ${String(version ?? "")}`.trim() : null;
}

/** `source`, where it is the last member of the line. */
function readSource(line: Buffer): Record<string, unknown> | null {
  const at = line.lastIndexOf(sourceStart);
  const end = at < 0 ? null : parseObject(`{${line.toString("utf8", at + 1)}`);
  return end !== null && Object.keys(end).length === 1 ? toObject(end.source) : null;
}
