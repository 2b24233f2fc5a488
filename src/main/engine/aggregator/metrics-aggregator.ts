import { setImmediate } from "node:timers/promises";
import { Sequencer } from "../async/sequencer.ts";
import type { Log } from "../base/log.ts";
import type { Batch } from "../records/batch.ts";
import type { ExecutionFacts } from "../records/facts.ts";
import { type OffsetRange, WindowTally } from "./window-tally.ts";

export interface AggregatorOptions {
  /** Appends one line (without its newline) to aggregated_stats.jsonl; resolves when it is durable. */
  append: (line: string) => Promise<void>;
  windowMinutes: number;
  /** Which percentiles a window names, 0 to 100. */
  percentiles: readonly number[];
  /** Unix milliseconds. */
  now?: () => number;
  /** Runs `work` once after `delayMs`; returns a function that cancels it. */
  setTimer?: (work: () => void, delayMs: number) => () => void;
  log: Log;
}

export interface Recovery {
  /** Where the newest written window ends in events.jsonl; 0 when there is none. */
  lastToOffset: number;
  /** When that window ended, so that the recovered one starts no earlier. */
  lastWindowEndMs?: number;
  /** Durable bytes of events.jsonl. */
  eventsBytes: number;
  /** The executions between the two, in any slices. */
  rows: AsyncIterable<readonly ExecutionFacts[]>;
}

interface Closed {
  tally: WindowTally;
  endMs: number;
}

/** Slices of recovered rows between two turns of the event loop. */
const slicesAtOnce = 8;

/**
 * Writes one record for every window of `windowMinutes` in which executions arrived. Windows follow each other in the file even when the
 * clock jumps back. A window that cannot be written is not lost: its executions join the next one.
 */
export class MetricsAggregator {
  readonly #options: AggregatorOptions;
  readonly #now: () => number;
  readonly #setTimer: (work: () => void, delayMs: number) => () => void;
  #open: WindowTally | null = null;
  readonly #closed: Closed[] = [];
  readonly #writes = new Sequencer();
  #lastEndMs = 0;
  #lastFailure: unknown = null;
  #cancelTimer: (() => void) | null = null;
  #written = 0;

  constructor(options: AggregatorOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#setTimer = options.setTimer ?? unreferencedTimer;
  }

  /** Windows written since this aggregator was made. */
  get written(): number {
    return this.#written;
  }

  /** The window that executions arrive in now; null when there is none. */
  openWindow(): { openedAtMs: number; executions: number } | null {
    return this.#open && { openedAtMs: this.#open.openedAtMs, executions: this.#open.executions };
  }

  /** Opens a window and closes it, and every one after it, by the clock. Idempotent. */
  start(): void {
    if (this.#cancelTimer !== null) return;
    this.#openWindow();
    this.#schedule();
  }

  /**
   * Executions that became durable. May be called before `start`: they wait in the first window.
   * @param range the bytes of events.jsonl they lie in.
   */
  add(batch: readonly ExecutionFacts[], range: OffsetRange): void {
    const open = this.#openWindow();
    open.add(batch);
    open.covers(range);
  }

  /** The same of a batch, without a list of its executions. */
  addBatch(batch: Pick<Batch, "facts" | "eachFact">, range: OffsetRange): void {
    const open = this.#openWindow();
    if (batch.eachFact) batch.eachFact((facts) => open.addOne(facts));
    else open.add(batch.facts());
    open.covers(range);
  }

  /**
   * After a crash: executions on disk that no window covers become one window, marked as recovered. Call it before `start`.
   * Resolves when it is written; when it cannot be written, it joins the first window, as the log says.
   */
  async recover({ lastToOffset, lastWindowEndMs, eventsBytes, rows }: Recovery): Promise<void> {
    this.#lastEndMs = Math.max(this.#lastEndMs, lastWindowEndMs ?? 0);
    if (eventsBytes <= lastToOffset) return;
    const tally = new WindowTally(lastWindowEndMs ?? this.#now(), true);
    let slices = 0;
    for await (const slice of rows) {
      tally.add(slice);
      slices += 1;
      if (slices % slicesAtOnce === 0) await setImmediate();
    }
    tally.covers({ fromOffset: lastToOffset, toOffset: eventsBytes });
    if (tally.executions === 0) return;
    this.#closed.unshift({ tally, endMs: this.#now() });
    await this.#write();
  }

  /**
   * Closes the open window and writes it. Idempotent.
   * @throws what `append` threw, when the last window cannot be written: its executions are on disk and come back by `recover`.
   */
  async stop(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#close(this.#now());
    this.#open = null;
    await this.#write();
    if (this.#closed.length > 0) throw this.#lastFailure;
  }

  #openWindow(): WindowTally {
    this.#open ??= new WindowTally(Math.max(this.#now(), this.#lastEndMs));
    return this.#open;
  }

  #schedule(): void {
    const lengthMs = this.#options.windowMinutes * 60_000;
    this.#cancelTimer = this.#setTimer(() => {
      const open = this.#openWindow();
      // When the clock has been set back behind the window's start, the timer still knows how long it was open.
      const now = this.#now();
      this.#close(now < open.openedAtMs ? open.openedAtMs + lengthMs : now);
      void this.#write();
      this.#schedule();
    }, lengthMs);
  }

  /** Windows without executions leave no record. */
  #close(endMs: number): void {
    const tally = this.#open;
    if (tally === null) return;
    this.#open = new WindowTally(Math.max(endMs, tally.openedAtMs));
    if (tally.executions > 0) this.#closed.push({ tally, endMs });
  }

  /** Writes closed windows in their order, one at a time. */
  #write(): Promise<void> {
    return this.#writes.queue(async () => {
      for (let next = this.#closed[0]; next !== undefined; next = this.#closed[0]) {
        if (!(await this.#writeOne(next))) return;
      }
    });
  }

  async #writeOne(closed: Closed): Promise<boolean> {
    const startMs = Math.max(closed.tally.openedAtMs, this.#lastEndMs);
    const endMs = Math.max(startMs, closed.endMs);
    const record = await closed.tally.toRecord({ startMs, endMs, windowMinutes: this.#options.windowMinutes }, this.#options.percentiles);
    try {
      await this.#options.append(JSON.stringify(record));
    } catch (thrown) {
      this.#lastFailure = thrown;
      this.#options.log("error", "window_not_written", { executions: closed.tally.executions, error: thrown });
      this.#joinNext(closed);
      return false;
    }
    this.#closed.splice(this.#closed.indexOf(closed), 1);
    this.#lastEndMs = endMs;
    this.#written += 1;
    return true;
  }

  /** Keeps what could not be written in bounded memory: as part of the window after it, in the order of events.jsonl. */
  #joinNext(closed: Closed): void {
    const at = this.#closed.indexOf(closed);
    const next = this.#closed[at + 1]?.tally ?? this.#open;
    if (next === null) return;
    next.absorb(closed.tally);
    this.#closed.splice(at, 1);
  }
}

/** A window that waits to be closed keeps no process alive. */
function unreferencedTimer(work: () => void, delayMs: number): () => void {
  const timer = setTimeout(work, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}
