import type { ChannelName, RecordKind } from "../../../contract/index.ts";
import type { MetricsAggregator } from "../aggregator/metrics-aggregator.ts";
import type { Channel } from "../collector/channel.ts";
import { type CollectorParts, DataCollector, type Receipt } from "../collector/collector.ts";
import type { AutomaticSamples } from "./automatic-samples.ts";
import type { WindowFile } from "./window-file.ts";

/** Counts since the collector was made. received = accepted + quarantined, always. */
export interface ChannelCounts {
  received: number;
  accepted: number;
  quarantined: number;
  /** Accepted although invalid: only without strict validation. */
  invalidAccepted: number;
  /** Accepted and not on disk yet. */
  buffered: number;
  flushed: number;
  flushedBytes: number;
  flushes: number;
  /** Duration of the last write and fsync; null before the first. */
  lastFlushMs: number | null;
}

/** A standalone collector: it owns its files and closes them. */
export interface EmbeddedCollector extends DataCollector {
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  /** Runs until the collector is closed; null unless `aggregate` was set. */
  readonly aggregator: MetricsAggregator | null;
  /** Torn last lines that opening cut off and backed up, in sentences. */
  readonly repairs: readonly string[];
  /** Number of samples generated; 0 unless `json_engine.training.auto_generate_samples` is true. */
  readonly generatedSamples: number;
  /** Counts of each enabled channel. */
  counters(): Partial<Record<ChannelName, ChannelCounts>>;
}

export interface OwningParts extends CollectorParts {
  samples: AutomaticSamples | null;
  windows: WindowFile | null;
  repairs: readonly string[];
  close: readonly (() => Promise<void>)[];
}

/** A collector that closes what it writes to. */
export class OwningCollector extends DataCollector implements EmbeddedCollector {
  readonly #parts: OwningParts;
  #closing: Promise<void> | null = null;

  constructor(parts: OwningParts) {
    super(parts);
    this.#parts = parts;
  }

  get channels(): ReadonlyMap<ChannelName, Channel> {
    return this.#parts.channels;
  }

  get aggregator(): MetricsAggregator | null {
    return this.#parts.windows?.aggregator ?? null;
  }

  get repairs(): readonly string[] {
    return this.#parts.repairs;
  }

  get generatedSamples(): number {
    return this.#parts.samples?.created ?? 0;
  }

  counters(): Partial<Record<ChannelName, ChannelCounts>> {
    return Object.fromEntries(
      [...this.channels].map(([name, { counters, buffered }]) => [
        name,
        {
          received: counters.received,
          accepted: counters.accepted,
          quarantined: counters.quarantined,
          invalidAccepted: counters.invalidAccepted,
          buffered,
          flushed: counters.flushed,
          flushedBytes: counters.bytes,
          flushes: counters.flushes,
          lastFlushMs: counters.lastFlushLatencyMs,
        },
      ]),
    );
  }

  override async collect(kind: RecordKind, record: string | Uint8Array | object): Promise<Receipt> {
    if (kind === "comparison_result") await this.#parts.samples?.waitForCapacity();
    return super.collect(kind, record);
  }

  override async flush(): Promise<void> {
    await super.flush();
    await this.#parts.samples?.flush();
  }

  /** Flushes everything, writes the open window and closes the files. Idempotent. @throws AssayError of what could not be written. */
  override close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { windows, samples } = this.#parts;
    const failures: unknown[] = [];
    const steps = [
      () => super.close(),
      ...[...this.channels.values()].map((channel) => () => channel.close()),
      async () => samples?.close(),
      async () => windows?.aggregator.stop(),
      ...this.#parts.close,
    ];
    for (const step of steps) await step().catch((thrown: unknown) => failures.push(thrown));
    if (failures.length > 0) throw failures[0];
  }
}
