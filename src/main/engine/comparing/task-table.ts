import { AssayError, type Signal } from "../../../contract/index.ts";
import { orderedAhead } from "../async/ordered-ahead.ts";
import { Sequencer } from "../async/sequencer.ts";
import type { Chunk } from "../ingest/chunk.ts";
import { openJournalLines } from "../ingest/chunk-reader.ts";
import { QueryCache } from "../queries/query-cache.ts";
import type { Database } from "../store/duckdb.ts";
import { BufferPool } from "../workers/buffer-pool.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { taskKeysJob } from "./task-keys.ts";

export interface TaskTableParts {
  db: Database;
  pool: WorkerPool;
  /** events.jsonl; undefined while its channel is switched off. */
  journal: { readonly path: string; readonly durableBytes: number } | undefined;
}

/**
 * Which task each execution belongs to, in a table in memory with the columns `off`, `task` and `input` (hashes, NULL where there is none). The index has
 * neither (docs/decisions/0017-texts-stay-in-the-journal.md): workers read the journal once, and after that only what was appended.
 */
export class TaskTable {
  readonly #parts: TaskTableParts;
  /** Runs one scan at a time, shared by those who wait for it. */
  readonly #scans = new QueryCache();
  readonly #changes = new Sequencer();
  /** How often: what was read before counts no more. */
  #forgotten = 0;
  #scannedToBytes = 0;
  #exists = false;

  constructor(parts: TaskTableParts) {
    this.#parts = parts;
  }

  /** As SQL names it. */
  readonly name = "memory.main.tasks_of_executions";

  /** Brings the table up to what is durable. @throws AssayError cancelled; damaged, io … when the journal cannot be read. */
  async catchUp(signal?: Signal): Promise<void> {
    const toBytes = this.#parts.journal?.durableBytes ?? 0;
    const scan = (stop: Signal) => this.#changes.queue(() => this.#scanTo(toBytes, stop));
    await this.#scans.get("tasks", {}, `${this.#forgotten}.${toBytes}`, scan, signal);
  }

  /** Drops what was read: the journal was replaced. A scan under way ends first, else it would go on behind what is dropped. */
  forget(): Promise<void> {
    this.#forgotten += 1;
    return this.#changes.queue(async () => {
      this.#scannedToBytes = 0;
      if (this.#exists) await this.#parts.db.all(`DELETE FROM ${this.name}`);
    });
  }

  async #scanTo(toBytes: number, stop: Signal): Promise<void> {
    const { db, journal, pool } = this.#parts;
    if (!this.#exists) await db.all(`CREATE TABLE ${this.name} (off BIGINT, task BIGINT, input BIGINT)`);
    this.#exists = true;
    if (journal === undefined || this.#scannedToBytes >= toBytes) return;
    const buffers = new BufferPool();
    const file = await openJournalLines(journal.path, this.#scannedToBytes, toBytes, { buffers });
    const read = (chunk: Chunk) => (chunk.type === "too_long" ? null : pool.run(taskKeysJob, { bytes: chunk.bytes, offset: chunk.offset }));
    const bytesOf = (chunk: Chunk) => (chunk.type === "too_long" ? 0 : chunk.bytes.length);
    try {
      const ahead = orderedAhead(file.chunks(), read, { maxItems: pool.size * 2 + 1, bytesOf, signal: stop });
      for await (const { item, bytes, result } of ahead) {
        if (result === null) continue;
        buffers.give(result.bytes.buffer);
        if (result.offsets !== "")
          await db.all(
            `INSERT INTO ${this.name} SELECT off, nullif(task, -1), nullif(input, -1) FROM (SELECT ${["off", "task", "input"]
              .map((column) => `unnest(string_split(?, ',')::BIGINT[]) AS ${column}`)
              .join(", ")})`,
            [result.offsets, result.tasks, result.inputs],
          );
        this.#scannedToBytes = item.offset + bytes;
      }
      if (!stop.aborted) this.#scannedToBytes = toBytes;
    } finally {
      await file.close();
    }
    if (stop.aborted) throw new AssayError("cancelled", "Reading the tasks was cancelled because nobody waits for it any more.");
  }
}
