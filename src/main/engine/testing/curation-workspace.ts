import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RecordKind } from "../../../contract/index.ts";
import { silentLog } from "../base/log.ts";
import { Curation, type CurationDeps } from "../curation/curation.ts";
import { createSampleJudge } from "../curation/projections/sample-record.ts";
import { CurationLog } from "../curation/state/curation-log.ts";
import { workspaceLock } from "../files/file-lock.ts";
import { Journal } from "../files/journal.ts";
import { comparisonsByKey } from "../queries/comparison-detail.ts";
import { noDecisionKeys } from "../queries/decision-keys.ts";
import { writeOffset } from "../records/csv-row.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import { encodeRecord } from "../records/record-rows.ts";
import { Database } from "../store/duckdb.ts";
import { insertRows, writeLoadFile } from "../store/load-sql.ts";
import { createTables } from "../store/schema.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";

/** Real files and a real index for tests of curation, with the parts of collector, loader and session that it needs. */
export class TestWorkspace {
  folder: string;
  readonly #killed: (() => Promise<void>)[] = [];
  db!: Database;
  samples!: Journal;
  comparisons!: Journal;
  curation!: Curation;
  thresholds = { autoGenerate: false, gold: 0.9, silver: 0.75, bronze: 0.5 };
  nowMs = 1_700_000_000_000;
  readonly changed: { comparisons?: boolean; samples?: boolean }[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<TestWorkspace> {
    const workspace = new TestWorkspace(await mkdtemp(join(tmpdir(), "assay-curation-")));
    await mkdir(join(workspace.folder, "output"));
    await mkdir(join(workspace.folder, ".assay", "staging"), { recursive: true });
    await workspace.openFiles();
    await workspace.open();
    return workspace;
  }

  get curationPath(): string {
    return join(this.folder, "output", "curation.jsonl");
  }

  get samplesPath(): string {
    return join(this.folder, "output", "training_samples.jsonl");
  }

  async openFiles(): Promise<void> {
    const path = join(this.folder, ".assay", "index.duckdb");
    this.db = await Database.open(path, { memoryLimitMb: 300, threads: 2, temporaryFolder: join(this.folder, ".assay", "staging") });
    const tables = await this.db.all("SELECT table_name FROM information_schema.tables");
    if (tables.length === 0) {
      await this.db.write(async (run) => {
        for (const sql of createTables) await run(sql);
      });
    }
    this.samples = (await Journal.open(this.samplesPath)).journal;
    this.comparisons = (await Journal.open(join(this.folder, "output", "comparisons.jsonl"))).journal;
  }

  async open(more: Partial<CurationDeps> = {}): Promise<Curation> {
    this.curation = await Curation.open({
      decisions: more.decisions ?? (await CurationLog.open(this.curationPath, undefined, workspaceLock)),
      samples: this.samples,
      db: this.db,
      comparisonSearch: null,
      judged: noDecisionKeys.judged,
      comparisons: (keys) => comparisonsByKey(this.db, this.comparisons.path, keys),
      thresholds: () => this.thresholds,
      isSample: createSampleJudge(new SchemaValidator(), true),
      toolVersion: "0.0.0-test",
      actor: "tester",
      now: () => this.nowMs,
      log: silentLog,
      onChange: (what) => this.changed.push(what),
      ...more,
    });
    return this.curation;
  }

  /** Restarts: closes everything and opens it again. */
  async reopen(): Promise<Curation> {
    await this.close();
    await this.openFiles();
    return this.open();
  }

  /**
   * Continues on a copy of what is on disk now, as after kill -9. The "killed" process never touches the copy.
   * @param tamper changes the copy before it is opened.
   */
  async kill(tamper: () => Promise<void> = async () => {}): Promise<Curation> {
    const { folder, curation, samples, comparisons, db } = this;
    this.#killed.push(async () => {
      await curation.close().catch(() => {});
      await samples.close();
      await comparisons.close();
      await db.close();
      await rm(folder, { recursive: true, force: true });
    });
    this.folder = await mkdtemp(join(tmpdir(), "assay-curation-"));
    await cp(folder, this.folder, { recursive: true });
    await tamper();
    await this.openFiles();
    await this.open();
    await this.catchUp();
    return this.curation;
  }

  /** Another workspace, open beside this one, with a copy of what is on disk now. Remove both. */
  async fork(): Promise<TestWorkspace> {
    await this.curation.flush();
    const other = new TestWorkspace(await mkdtemp(join(tmpdir(), "assay-curation-")));
    await cp(this.folder, other.folder, { recursive: true });
    other.nowMs = this.nowMs;
    await other.openFiles();
    await other.open();
    await other.catchUp();
    return other;
  }

  /** Indexes collected lines that the index lacks, as the session does after opening. */
  async catchUp(): Promise<void> {
    const there = new Set((await this.db.all<{ ref: string }>("SELECT ref FROM samples")).map(({ ref }) => ref));
    const missing = (await this.lines()).filter((line) => !this.curation.isOwnWrite(keyOf(line)) && !there.has(keyOf(line)));
    if (missing.length > 0) await this.#index("training_sample", missing, 0);
  }

  async close(): Promise<void> {
    await this.curation.close();
    await this.samples.close();
    await this.comparisons.close();
    await this.db.close();
  }

  async remove(): Promise<void> {
    await this.close().catch(() => {});
    for (const finish of this.#killed) await finish();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Appends sample lines as the collector does, and indexes them. @returns their refs. */
  async collect(...lines: string[]): Promise<string[]> {
    await this.#ingest(this.samples, "training_sample", lines);
    return lines.map(keyOf);
  }

  /** Appends comparisons and indexes them. @returns their keys. */
  async compare(...records: object[]): Promise<string[]> {
    const lines = records.map((record) => JSON.stringify(record));
    await this.#ingest(this.comparisons, "comparison_result", lines);
    return lines.map(keyOf);
  }

  /** The lines of the dataset file as they are on disk. */
  async lines(): Promise<string[]> {
    const text = await readFile(this.samplesPath, "utf8");
    return text === "" ? [] : text.slice(0, -1).split("\n");
  }

  /** The same after a flush. */
  async flushed(): Promise<string[]> {
    await this.curation.flush();
    return this.lines();
  }

  async events(): Promise<Record<string, unknown>[]> {
    const text = await readFile(this.curationPath, "utf8");
    return text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  /** The dataset's lines in the index, sorted. */
  async indexed(): Promise<string[]> {
    return (await this.db.all<{ line: string }>("SELECT line FROM samples")).map(({ line }) => line).sort();
  }

  async #ingest(journal: Journal, kind: RecordKind, lines: readonly string[]): Promise<void> {
    const bytes = lines.map((line) => Buffer.from(line, "utf8"));
    const offset = await journal.append(bytes.map((one) => Buffer.concat([one, Buffer.from("\n")]))).durable;
    await this.#index(kind, lines, offset);
  }

  async #index(kind: RecordKind, lines: readonly string[], from: number): Promise<void> {
    let offset = from;
    const rows: Buffer[] = [];
    const candidates: Buffer[] = [];
    for (const line of lines) {
      const one = Buffer.from(line, "utf8");
      const encoded = encodeRecord(kind, JSON.parse(line), hashLine(one), one.length, true, line);
      for (const [text, into] of [[encoded.row, rows], ...encoded.candidates.map((row) => [row, candidates] as const)] as [
        string,
        Buffer[],
      ][]) {
        const row = Buffer.from(text, "utf8");
        writeOffset(row, 0, offset);
        into.push(row);
      }
      offset += one.length + 1;
    }
    const folder = join(this.folder, ".assay", "staging");
    const rowFile = await writeLoadFile(folder, rows);
    const candidateFile = candidates.length > 0 ? await writeLoadFile(folder, candidates) : null;
    const channel = kind === "training_sample" ? "training_samples" : "comparisons";
    await this.db.write(async (run) => {
      for (const sql of insertRows(channel, rowFile, candidateFile, 1 << 20)) await run(sql);
    });
  }
}

export const keyOf = (line: string) => keyOfHash(hashLine(Buffer.from(line, "utf8")));

/** A collected sample's line. */
export function sampleLine(id: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    sample_id: id,
    created_at: 1_600_000_000,
    source_trace_id: "t-1",
    tier: "gold",
    input: `question ${id}`,
    output: `answer ${id}`,
    validation: { quality_score: 0.95, validated: true },
    ...more,
  });
}

/** A comparison of some engines, "b" (the second) the winner when a score is given. */
export function comparisonRecord(id: string, { candidates = 3, score }: { candidates?: number; score?: number } = {}): object {
  return {
    comparison_id: id,
    query: `what is ${id}?`,
    candidates: Array.from({ length: candidates }, (_, position) => ({
      engine_id: String.fromCharCode(97 + position),
      output: `${id} answered by ${position}`,
      metrics: position === 1 ? {} : { quality_score: 0.25 * position },
    })),
    ...(score === undefined ? {} : { winner: { engine_id: "b", score } }),
  };
}
