import { dirname, join } from "node:path";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBValue } from "@duckdb/node-api";
import { AssayError, type Signal } from "../../../contract/index.ts";
import { LendingPool } from "../async/lending-pool.ts";
import { Sequencer } from "../async/sequencer.ts";
import { ioError } from "../files/io-error.ts";
import { queryCancelled, toOpenError } from "./database-errors.ts";
import { runOnThreads } from "./run-on-threads.ts";
import { quoteSql } from "./sql.ts";

/** The only importer of @duckdb/node-api: plain values in, plain rows out, one writer, a few readers, interruption. */

export type SqlValue = string | number | boolean | null | bigint;
export type SqlRow = Record<string, unknown>;
type Parameters = readonly SqlValue[];

/** One SQL statement with its parameters, as `write` runs them. */
export type Statement = readonly [sql: string, parameters?: Parameters];

/** Runs a writing statement. `large`: one that takes long enough to be worth waiting for beside DuckDB's threads; it has no parameters then. */
export type RunStatement = (sql: string, parameters?: Parameters, large?: "large") => Promise<void>;

/** Runs a reading query and returns its rows. */
export type ReadRows = <T = SqlRow>(sql: string, parameters?: Parameters) => Promise<T[]>;

const readers = 3;

/**
 * A fifteenth of DuckDB's default. A row group that is not full is rewritten with nearly every transaction: with texts of 10 kB that was a
 * gigabyte each time (docs/decisions/0016-small-row-groups.md).
 */
const rowGroupRows = 8192;

/** bigint becomes number: every count and offset here is below 2^53. */
function plain(row: SqlRow): SqlRow {
  for (const key in row) {
    const value = row[key];
    if (typeof value === "bigint") row[key] = Number(value);
  }
  return row;
}

/** Whole numbers are bound as BIGINT, which cannot hold 1e300; as text, DuckDB reads it as the DOUBLE it is. */
const bound = (parameters: Parameters) =>
  parameters.map((value) =>
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) ? String(value) : value,
  ) as DuckDBValue[];

async function readRows<T>(connection: DuckDBConnection, sql: string, parameters: Parameters): Promise<T[]> {
  const reader = await connection.runAndReadAll(sql, bound(parameters));
  return reader.getRowObjectsJS().map((row) => plain(row as SqlRow)) as T[];
}

/**
 * Runs a statement that an aborted signal interrupts. Those that begin and end a transaction are not run by it: an interrupted one leaves
 * the transaction open, and every later query of the connection fails.
 */
async function interruptible<T>(connection: DuckDBConnection, signal: Signal | undefined, run: () => Promise<T>): Promise<T> {
  if (signal?.aborted) throw queryCancelled();
  const interrupt = () => connection.interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    return await run();
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
}

export interface DatabaseOptions {
  memoryLimitMb: number;
  threads: number;
  /** Where DuckDB spills what does not fit into memory; created when needed. */
  temporaryFolder: string;
  /** Changes nothing, not even the write-ahead log; others may read the file at the same time. */
  readOnly?: boolean;
}

/** DuckDB itself, for the process that runs people's SQL (sql/sandbox.ts). */
export const loadDuckDb = () => import("@duckdb/node-api");

export class Database {
  readonly path: string;
  readonly #instance: DuckDBInstance;
  readonly #writer: DuckDBConnection;
  readonly #readers: LendingPool<DuckDBConnection>;
  readonly #writes = new Sequencer();
  /** Whether DuckDB has threads beside the one that calls it. */
  readonly #hasThreads: boolean;
  #closed = false;
  #memoryLimitMb: number;

  private constructor(
    path: string,
    instance: DuckDBInstance,
    writer: DuckDBConnection,
    idle: readonly DuckDBConnection[],
    { memoryLimitMb, threads }: DatabaseOptions,
  ) {
    this.path = path;
    this.#memoryLimitMb = memoryLimitMb;
    this.#hasThreads = threads > 1;
    this.#instance = instance;
    this.#writer = writer;
    this.#readers = new LendingPool(idle);
  }

  /**
   * Opens or creates a database file. SQL can reach files in its folder and the temporary folder only, so whatever the file holds (a view
   * over `read_text`, a macro) cannot read or write anything else (docs/decisions/0020-reading-and-trust.md).
   * @throws AssayError damaged when the file is not a database DuckDB can read (the caller rebuilds it), in_use when another process
   * has it open, disk_full.
   */
  static async open(path: string, options: DatabaseOptions): Promise<Database> {
    // Loads 70 MB of native code: after a packed program has checked it, and not for commands without an index.
    const { DuckDBInstance } = await import("@duckdb/node-api");
    let instance: DuckDBInstance | undefined;
    try {
      instance = await DuckDBInstance.create(":memory:", {
        memory_limit: `${options.memoryLimitMb}MB`,
        threads: String(options.threads),
        temp_directory: options.temporaryFolder,
        // No extension is downloaded or loaded on demand.
        autoinstall_known_extensions: "false",
        autoload_known_extensions: "false",
        preserve_insertion_order: "true",
        // By default the allocator keeps memory it once had; return what is not used.
        allocator_flush_threshold: "8MB",
      });
      const writer = await instance.connect();
      // Attached rather than opened: the row group size can be set no other way.
      await writer.run(`ATTACH ${quoteSql(path)} AS assay (ROW_GROUP_SIZE ${rowGroupRows}${options.readOnly ? ", READ_ONLY" : ""})`);
      const reachable = [dirname(path), options.temporaryFolder].map((folder) => quoteSql(join(folder, "/")));
      await writer.run(`SET allowed_directories = [${reachable.join(", ")}]`);
      await writer.run("SET enable_external_access = false");
      const idle: DuckDBConnection[] = [];
      for (let i = 0; i < readers; i++) idle.push(await instance.connect());
      for (const connection of [writer, ...idle]) await connection.run("USE assay");
      return new Database(path, instance, writer, idle, options);
    } catch (thrown) {
      instance?.closeSync();
      throw toOpenError(path, thrown);
    }
  }

  /** Rows of a reading query. An aborted signal interrupts it and rejects with `cancelled`. */
  all<T = SqlRow>(sql: string, parameters: Parameters = [], signal?: Signal): Promise<T[]> {
    return this.#reading((connection) => interruptible(connection, signal, () => readRows<T>(connection, sql, parameters)), signal);
  }

  /** Several reading queries on one snapshot of the data. Rejects as `all` does. */
  snapshot<T>(work: (read: ReadRows) => Promise<T>, signal?: Signal): Promise<T> {
    return this.#reading(async (connection) => {
      await connection.run("BEGIN TRANSACTION READ ONLY");
      try {
        return await work((sql, parameters = []) => interruptible(connection, signal, () => readRows(connection, sql, parameters)));
      } finally {
        await connection.run("ROLLBACK");
      }
    }, signal);
  }

  async #reading<T>(work: (connection: DuckDBConnection) => Promise<T>, signal?: Signal): Promise<T> {
    const connection = await this.#borrow();
    try {
      if (signal?.aborted) throw queryCancelled();
      return await work(connection);
    } catch (thrown) {
      if (signal?.aborted) throw queryCancelled();
      throw ioError(thrown, this.path);
    } finally {
      this.#readers.giveBack(connection);
    }
  }

  /** The first row, or undefined. */
  async get<T = SqlRow>(sql: string, parameters: Parameters = [], signal?: Signal): Promise<T | undefined> {
    return (await this.all<T>(sql, parameters, signal))[0];
  }

  /** Rows in slices as they arrive, without holding all of them. */
  async *stream<T = SqlRow>(sql: string, parameters: Parameters = []): AsyncGenerator<T[]> {
    const connection = await this.#borrow();
    try {
      const result = await connection.stream(sql, bound(parameters));
      for await (const rows of result.yieldRowObjectJs()) yield rows.map((row) => plain(row as SqlRow)) as T[];
    } finally {
      this.#readers.giveBack(connection);
    }
  }

  /** Columns of texts in slices as they arrive, for millions of rows, where an object for each is too expensive. @param sql selects columns without NULL. */
  async *streamColumns(sql: string): AsyncGenerator<string[][]> {
    for await (const chunk of this.#streamChunks(sql)) yield chunk.getColumns() as string[][];
  }

  /** The same of numbers, without copying them: good until the next slice. @param sql selects columns of UINTEGER without NULL. Rejects as `all` does. */
  async *streamWords(sql: string, parameters: Parameters = [], signal?: Signal): AsyncGenerator<Uint32Array[]> {
    for await (const chunk of this.#streamChunks(sql, parameters, signal)) {
      // The package hands on values, one call for each.
      const vectors = Array.from({ length: chunk.columnCount }, (_, i) => chunk.getColumnVector(i) as unknown as { items: Uint32Array });
      yield vectors.map(({ items }) => items.subarray(0, chunk.rowCount));
    }
  }

  async *#streamChunks(sql: string, parameters: Parameters = [], signal?: Signal): AsyncGenerator<DuckDBDataChunk> {
    const connection = await this.#borrow();
    const interrupt = () => connection.interrupt();
    signal?.addEventListener("abort", interrupt, { once: true });
    try {
      if (signal?.aborted) throw queryCancelled();
      const result = await connection.stream(sql, bound(parameters));
      for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) yield chunk;
    } catch (thrown) {
      if (signal?.aborted) throw queryCancelled();
      throw thrown;
    } finally {
      signal?.removeEventListener("abort", interrupt);
      this.#readers.giveBack(connection);
    }
  }

  /**
   * Changes the memory limit, in MB. DuckDB refuses a limit below what it cannot release at the moment: then the old limit stays, and a
   * later call may succeed.
   */
  async limitMemory(limitMb: number): Promise<void> {
    const before = this.#memoryLimitMb;
    if (limitMb === before) return;
    this.#memoryLimitMb = limitMb;
    try {
      await this.all(`SET memory_limit = '${limitMb}MB'`);
    } catch {
      this.#memoryLimitMb = before;
    }
  }

  /** Runs writing statements in one transaction, after all writes before it. All or nothing. */
  write<T>(work: (run: RunStatement) => Promise<T>): Promise<T> {
    return this.#writes.queue(async () => {
      const run: RunStatement = async (sql, parameters = [], large) => {
        if (large && this.#hasThreads) await runOnThreads(this.#writer, sql);
        else await this.#writer.run(sql, bound(parameters));
      };
      await this.#writer.run("BEGIN TRANSACTION");
      try {
        const value = await work(run);
        await this.#writer.run("COMMIT");
        return value;
      } catch (thrown) {
        await this.#writer.run("ROLLBACK").catch(() => {});
        throw ioError(thrown, this.path);
      }
    });
  }

  /** Runs work while nothing is written to the file, after all writes before it. */
  whileQuiet<T>(work: () => Promise<T>): Promise<T> {
    return this.#writes.queue(work);
  }

  /** Moves the write-ahead log into the file, after all writes before it. */
  checkpoint(): Promise<void> {
    return this.#writes.queue(async () => {
      await this.#writer.run("CHECKPOINT");
    });
  }

  /** Waits for writes and for reading queries under way, and closes. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writes.settled();
    for (const connection of await this.#readers.drain()) connection.closeSync();
    // What closing does to the file and to its memory is done by the thread that runs the statement; `closeSync` would do it in this one.
    await this.#writer.run("USE memory; DETACH assay").catch(() => {});
    this.#writer.closeSync();
    this.#instance.closeSync();
  }

  /** @throws AssayError refused once the database is closed. */
  #borrow(): Promise<DuckDBConnection> {
    if (this.#closed) return Promise.reject(new AssayError("refused", "The workspace is closed."));
    return this.#readers.borrow();
  }
}
