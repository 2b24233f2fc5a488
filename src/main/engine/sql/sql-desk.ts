import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { AssayError, type Input, type Signal, type SqlAnswer, sqlLimits } from "../../../contract/index.ts";
import { removeFile } from "../files/inside.ts";
import type { Database } from "../store/duckdb.ts";
import type { FromSqlProcess, ToSqlProcess } from "./messages.ts";
import { type SqlProcess, sqlProcessUrl, startSqlProcess } from "./start-process.ts";

export interface SqlDeskDeps {
  db(): Database;
  importWorkerUrl: URL;
  /** Inside `.assay`; emptied when the workspace is opened, so that a copy that a crash left is gone then. */
  stagingFolder(): string;
  /** Resolves when the index is in sync with all journals. @throws AssayError why it cannot be. */
  inSync(): Promise<void>;
}

const memoryLimitMb = 512;
const maxRunning = 4;
/** After it a process that was asked to stop is killed. */
const graceMs = 500;

/**
 * Answers SQL about a workspace: each question in a process of its own, over a copy of the index (docs/decisions/0055-sql-in-a-process-of-its-own.md).
 * Nothing that is asked can write, block the index, or outlive its time.
 */
export class SqlDesk {
  readonly #deps: SqlDeskDeps;
  #running = 0;

  constructor(deps: SqlDeskDeps) {
    this.#deps = deps;
  }

  /**
   * @param listSealed keys of comparisons that are left out. Asked once the copy is made, so that none has come into it since.
   * @throws AssayError invalid_argument, refused, over_limit (time, memory), cancelled, disk_full, io.
   */
  async run(input: Input<"sql.run">, listSealed: () => Promise<readonly string[]>, signal?: Signal): Promise<SqlAnswer> {
    const startedAt = performance.now();
    if (this.#running >= maxRunning)
      throw new AssayError("over_limit", `${maxRunning} queries run already.`, { fix: "Wait for one of them, or stop it." });
    this.#running++;
    try {
      await this.#deps.inSync();
      const answer = await this.#ask(input, listSealed, signal);
      return { ...answer, elapsedMs: performance.now() - startedAt };
    } finally {
      this.#running--;
    }
  }

  async #ask(
    { sql, maxRows = sqlLimits.maxRows, timeoutMs = sqlLimits.defaultTimeoutMs }: Input<"sql.run">,
    listSealed: () => Promise<readonly string[]>,
    signal?: Signal,
  ) {
    const { db, importWorkerUrl, stagingFolder } = this.#deps;
    const path = join(stagingFolder(), `sql-${randomUUID()}.duckdb`);
    const conversation = new Conversation(startSqlProcess(sqlProcessUrl(importWorkerUrl)), timeoutMs, signal);
    try {
      await db().whileQuiet(() => conversation.ask({ copy: { from: db().path, to: path } }));
      const sealed = await listSealed();
      const said = await conversation.ask({ ask: { sandbox: { path, memoryLimitMb, sealed }, question: { sql, maxRows } } });
      if (!("answer" in said)) throw new AssayError("bug", "The process that asks SQL said something else.");
      return { ...said.answer, sealed: sealed.length };
    } finally {
      await conversation.end();
      for (const end of ["", ".wal"]) await removeFile(`${path}${end}`);
    }
  }
}

/** Asks one process, one question after the other, and ends it when its time is over or nobody waits. */
class Conversation {
  readonly #process: SqlProcess;
  readonly #exited: Promise<void>;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #signal: Signal | undefined;
  #stopped: AssayError | null = null;
  #settle: { resolve(said: FromSqlProcess): void; reject(why: AssayError): void } | null = null;

  constructor(process: SqlProcess, timeoutMs: number, signal?: Signal) {
    this.#process = process;
    this.#signal = signal;
    process.onMessage((said) => {
      if ("failed" in said) {
        const { code, message, ...more } = said.failed;
        this.#settle?.reject(this.#stopped ?? new AssayError(code, message, more));
      } else this.#settle?.resolve(said);
    });
    this.#exited = new Promise((resolve) => {
      process.onExit(() => {
        // Also for who asks later: nobody would answer.
        this.#stopped ??= new AssayError("over_limit", "The query ended its process: it needs more memory than it may use.");
        this.#settle?.reject(this.#stopped);
        resolve();
      });
    });
    const seconds = timeoutMs / 1000;
    const late = new AssayError("over_limit", `The query took longer than ${seconds} s and was stopped.`, {
      fix: "Ask for less, or allow it more time.",
    });
    this.#timers.push(setTimeout(() => this.#stop(late), timeoutMs));
    signal?.addEventListener("abort", this.#cancel, { once: true });
    if (signal?.aborted) this.#cancel();
  }

  ask(message: ToSqlProcess): Promise<FromSqlProcess> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) return reject(this.#stopped);
      this.#settle = { resolve, reject };
      this.#process.send(message);
    });
  }

  /** Kills the process, and resolves when it is gone. */
  async end(): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#cancel);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#process.kill();
    await this.#exited;
  }

  readonly #cancel = () => this.#stop(new AssayError("cancelled", "The query was stopped."));

  /** DuckDB stops by itself mostly; in a function that does not look up it cannot. */
  #stop(why: AssayError): void {
    this.#stopped ??= why;
    this.#process.send({ interrupt: true });
    this.#timers.push(setTimeout(() => this.#process.kill(), graceMs));
  }
}
