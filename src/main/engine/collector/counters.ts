/** Counts per second over the last minute. */
export class RateRing {
  #cells = new Array<number>(60).fill(0);
  #second = 0;
  readonly #now: () => number;

  /** @param now ms of a monotonic clock. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#second = Math.floor(now() / 1000);
  }

  add(count: number): void {
    this.#advance();
    this.#cells[59] = (this.#cells[59] ?? 0) + count;
  }

  /** 60 counts, oldest first; the last is the current second. */
  read(): number[] {
    this.#advance();
    return [...this.#cells];
  }

  #advance(): void {
    const second = Math.floor(this.#now() / 1000);
    const passed = Math.min(60, Math.max(0, second - this.#second));
    if (second !== this.#second) this.#second = second;
    if (passed > 0) this.#cells = [...this.#cells.slice(passed), ...new Array<number>(passed).fill(0)];
  }
}

/** What a channel has received since it was opened. received = accepted + quarantined, always. */
export class Counters {
  received = 0;
  accepted = 0;
  quarantined = 0;
  duplicates = 0;
  invalidAccepted = 0;
  flushed = 0;
  bytes = 0;
  flushes = 0;
  lastFlushAtMs: number | null = null;
  lastFlushLatencyMs: number | null = null;
  readonly rate = new RateRing();

  countAccepted(lines: number, invalid: number): void {
    this.received += lines;
    this.accepted += lines;
    this.invalidAccepted += invalid;
    this.rate.add(lines);
  }

  countQuarantined(lines: number): void {
    this.received += lines;
    this.quarantined += lines;
  }

  countFlush(lines: number, bytes: number, latencyMs: number | null): void {
    this.flushed += lines;
    this.bytes += bytes;
    this.flushes++;
    this.lastFlushAtMs = Date.now();
    this.lastFlushLatencyMs = latencyMs;
  }
}
