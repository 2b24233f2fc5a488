import { maxForeignRowBytes } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import type { PromisedRecord } from "../collector/quarantine-line.ts";
import { removeFile } from "../files/inside.ts";
import { openJournalLines } from "../ingest/chunk-reader.ts";
import { quarantineColumns } from "../records/index-columns.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { Database } from "./duckdb.ts";
import { readCsv, writeLoadFile } from "./load-sql.ts";
import { advanceProgress, clearProgress, isUnchanged, readProgress } from "./progress.ts";
import { toStatements } from "./quarantine-marks.ts";
import { type QuarantineRows, quarantineRowsJob } from "./quarantine-rows.ts";

/** How many lines of quarantine are open, dismissed, and purged but not yet gone. */
export interface QuarantineCounts {
  total: number;
  dismissed: number;
  purged: number;
}

/** Lines whose records were promised and perhaps not written: a crash came in between. */
export type PendingRetry = { line: number; keys: PromisedRecord[] }[];

export interface QuarantineIndexParts {
  db: Database;
  /** quarantine.jsonl */
  journal: { readonly path: string; readonly durableBytes: number };
  pool: WorkerPool;
  stagingFolder: string;
}

/** Rows of one transaction are at most about this long, in quarantine.jsonl. */
const transactionBytes = 16 * 1024 * 1024;
const pendingKey = "quarantine_retrying";

/** The rows of quarantine.jsonl in the index, with what its marks say. Catches up when it is asked. */
export class QuarantineIndex {
  readonly #parts: QuarantineIndexParts;
  readonly #runs = new Sequencer();
  #isChecked = false;
  /** As of the last catching up. */
  counts: QuarantineCounts = { total: 0, dismissed: 0, purged: 0 };

  constructor(parts: QuarantineIndexParts) {
    this.#parts = parts;
  }

  get db(): Database {
    return this.#parts.db;
  }

  get path(): string {
    return this.#parts.journal.path;
  }

  /** Loads what was appended since. Resolves when the rows say what the file says. @throws AssayError disk_full, damaged, io … */
  caughtUp(): Promise<void> {
    return this.#runs.queue(async () => {
      const { db, journal } = this.#parts;
      const to = journal.durableBytes;
      let from = (await readProgress(db)).get("quarantine")?.bytes ?? 0;
      if (!this.#isChecked && !(await this.#holds(to))) {
        await this.#clear();
        from = 0;
      }
      const wasChecked = this.#isChecked;
      this.#isChecked = true;
      if (from >= to && wasChecked) return;
      await this.#load(from, to);
      this.counts = await this.#count();
    });
  }

  /** The retry that a crash may have interrupted; empty once its lines are marked. */
  async readPending(): Promise<PendingRetry> {
    const row = await this.db.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", [pendingKey]);
    return row === undefined ? [] : (JSON.parse(row.value) as PendingRetry);
  }

  /** Whether what is indexed is still what the file starts with. */
  async #holds(to: number): Promise<boolean> {
    const { db, journal } = this.#parts;
    const known = (await readProgress(db)).get("quarantine");
    return known === undefined || (known.bytes <= to && (await isUnchanged(journal.path, known)));
  }

  async #clear(): Promise<void> {
    await this.db.write(async (run) => {
      await run("DELETE FROM quarantine");
      await run("DELETE FROM meta WHERE key = ?", [pendingKey]);
      await run(...clearProgress("quarantine"));
    });
  }

  async #load(from: number, to: number): Promise<void> {
    if (from >= to) return;
    const { journal, pool } = this.#parts;
    // An entry holds at most 16 MiB of a line, escaped.
    const file = await openJournalLines(journal.path, from, to, { longestLineBytes: maxForeignRowBytes });
    try {
      let waiting: QuarantineRows[] = [];
      let bytes = 0;
      for await (const chunk of file.chunks()) {
        // Longer than an entry can be, so it is none.
        if (chunk.type === "too_long") continue;
        bytes += chunk.bytes.length;
        waiting.push(await pool.run(quarantineRowsJob, { bytes: chunk.bytes, offset: chunk.offset }));
        if (bytes < transactionBytes) continue;
        await this.#insert(waiting, chunk.readBytes);
        waiting = [];
        bytes = 0;
      }
      await this.#insert(waiting, to);
    } finally {
      await file.close();
    }
  }

  async #insert(chunks: readonly QuarantineRows[], toByte: number): Promise<void> {
    const { db, journal, stagingFolder } = this.#parts;
    const rows = chunks.map((chunk) => chunk.rows).filter((part) => part.length > 0);
    const path = rows.length === 0 ? null : await writeLoadFile(stagingFolder, rows);
    try {
      const lines = chunks.reduce((sum, chunk) => sum + chunk.lines, 0);
      const advance = await advanceProgress("quarantine", journal.path, toByte, { more: lines });
      await db.write(async (run) => {
        if (path !== null) await run(`INSERT INTO quarantine SELECT * FROM ${readCsv(path, quarantineColumns, 0)}`);
        // A mark speaks of entries before it only, so it may follow those behind it.
        for (const { offset, mark } of chunks.flatMap((chunk) => chunk.marks)) {
          for (const statement of toStatements(offset, mark)) await run(...statement);
          if (mark.mark === "retrying" || mark.mark === "record") await run("DELETE FROM meta WHERE key = ?", [pendingKey]);
          if (mark.mark === "retrying") await run("INSERT INTO meta VALUES (?, ?)", [pendingKey, JSON.stringify(mark.records)]);
        }
        await run(...advance);
      });
    } finally {
      if (path !== null) await removeFile(path);
    }
  }

  async #count(): Promise<QuarantineCounts> {
    const row = await this.db.get<QuarantineCounts>(
      `SELECT count(*) FILTER (purge IS NULL AND state = 'open') AS total,
         count(*) FILTER (purge IS NULL AND state = 'dismissed') AS dismissed,
         count(*) FILTER (purge IS NOT NULL AND state <> 'record') AS purged FROM quarantine`,
    );
    return row ?? { total: 0, dismissed: 0, purged: 0 };
  }
}
