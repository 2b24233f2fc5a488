import { setTimeout as delay } from "node:timers/promises";
import { AssayError, type ChannelName, channelOfKind, type Finding, type RecordKind } from "../../../contract/index.ts";
import { retriedByItself } from "../files/io-error.ts";
import { newline, recordBytes } from "../lines/line-bytes.ts";
import { toExecutionFacts } from "../records/facts.ts";
import { type Inspected, inspectLine } from "../records/inspect-line.ts";
import type { LineHash } from "../records/line-hash.ts";
import { holdsNewline, type SchemaValidator } from "../validator/schema-validator.ts";
import { type Channel, writeRetryMs } from "./channel.ts";
import type { Quarantine, RejectedLine } from "./quarantine.ts";

/** What a producer is told about one record. */
export interface Receipt {
  status: "accepted" | "quarantined";
  /** Empty when accepted as valid. */
  findings: Finding[];
  /**
   * Resolves when the line is fsynced, in its channel's file or in quarantine. Reading this property requests a flush, so
   * that awaiting one record does not wait for a timer. Rejects only when Assay closes without having been able to write it.
   */
  readonly durable: Promise<void>;
}

export interface CollectorParts {
  channels: ReadonlyMap<ChannelName, Channel>;
  quarantine: Quarantine;
  validator: SchemaValidator;
  strict: boolean;
  /** Called with the hash of each accepted line, so that an import recognises it as a duplicate. */
  onAccepted?: (channel: ChannelName, hash: LineHash) => void;
  /** Called with the error when writing quarantine.jsonl starts to fail, and with null when it works again. */
  onQuarantineProblem?: (error: AssayError | null) => void;
}

/** Producers of rejected lines wait while this many are not on disk yet. */
const maxRejected = 1000;

/**
 * Takes records one by one. Conservation law: received = accepted + quarantined, always, and each record is in exactly one
 * file once `flush` has resolved.
 */
export class DataCollector {
  readonly #parts: CollectorParts;
  #rejected: { rejected: RejectedLine; onWritten: (error: AssayError | null) => void }[] = [];
  #writingRejected: Promise<void> | null = null;
  #isQuarantineFailing = false;
  #closed = false;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
  }

  /** Takes one `engine_execution`: JSON text, its bytes, or an object. Waits while the buffer is full. */
  collectEngineExecution(record: string | Uint8Array | object): Promise<Receipt> {
    return this.collect("engine_execution", record);
  }

  /** Takes one `comparison_result`: JSON text, its bytes, or an object. Waits while the buffer is full. */
  collectComparisonResult(record: string | Uint8Array | object): Promise<Receipt> {
    return this.collect("comparison_result", record);
  }

  /** Takes one `training_sample`: JSON text, its bytes, or an object. Waits while the buffer is full. */
  collectTrainingSample(record: string | Uint8Array | object): Promise<Receipt> {
    return this.collect("training_sample", record);
  }

  /**
   * Takes one record of `kind`.
   * @throws AssayError disabled when the kind's channel is switched off; io after `close`. Bad data never throws.
   */
  async collect(kind: RecordKind, record: string | Uint8Array | object): Promise<Receipt> {
    const name = channelOfKind[kind];
    const channel = this.#parts.channels.get(name);
    if (this.#closed) throw new AssayError("io", "The collector is closed.", { fix: "Open the workspace again." });
    if (!channel) {
      throw new AssayError("disabled", `The channel ${name} is switched off, so ${kind} records are not taken.`, {
        where: `json_engine.output.channels.${name}.enabled`,
        fix: "Switch the channel on in assay.config.json or in Settings.",
      });
    }
    const line = toLine(record);
    const inner = line.indexOf(newline);
    const seen: Inspected =
      inner >= 0
        ? { accepted: false, kind, findings: [holdsNewline()] }
        : inspectLine(this.#parts.validator, line, { kind, strict: this.#parts.strict });
    if (!seen.accepted) await this.#waitForRejectedCapacity();
    if (!seen.accepted)
      return this.#quarantine(channel, { bytes: line, source: "collect", lineNumber: null, kind, findings: seen.findings });

    await channel.waitForCapacity();
    if (this.#closed)
      throw new AssayError("io", "The collector was closed while the record waited for the buffer.", { fix: "Open the workspace again." });
    channel.counters.countAccepted(1, seen.valid ? 0 : 1);
    this.#parts.onAccepted?.(name, seen.hash);
    const { promise, onWritten } = deferred();
    channel.push({
      line: withNewline(line),
      row: Buffer.from(seen.rows.row),
      candidates: seen.rows.candidates.map((candidate) => Buffer.from(candidate)),
      facts: kind === "engine_execution" ? toExecutionFacts(seen.record) : null,
      onWritten,
    });
    return {
      status: "accepted",
      findings: seen.findings,
      get durable() {
        // A failure is retried by the channel; `promise` rejects only when it gives up.
        queueMicrotask(() => void channel.flush().catch(() => {}));
        return promise;
      },
    };
  }

  /** Writes everything buffered in every channel and in quarantine; resolves when it is fsynced. */
  async flush(): Promise<void> {
    await Promise.all([...[...this.#parts.channels.values()].map((channel) => channel.flush()), this.#drainRejected()]);
  }

  /** Flushes everything and takes no more records. Whoever opened the files closes them. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      this.#closed = true;
      // Otherwise their producers would wait for ever.
      const failure = new AssayError("io", "The collector was closed before the rejected line could be written to quarantine.jsonl.");
      for (const one of this.#rejected.splice(0)) one.onWritten(failure);
    }
  }

  #quarantine(channel: Channel | undefined, rejected: RejectedLine): Receipt {
    channel?.counters.countQuarantined(1);
    const { promise, onWritten } = deferred();
    this.#rejected.push({ rejected, onWritten });
    void this.#drainRejected().catch(() => {});
    return { status: "quarantined", findings: rejected.findings, durable: promise };
  }

  /** Rejected lines are bounded too: producers of bad data wait for the disk like everyone else. */
  async #waitForRejectedCapacity(): Promise<void> {
    while (this.#rejected.length >= maxRejected && !this.#closed) await this.#drainRejected().catch(() => delay(writeRetryMs));
  }

  /** Writes rejected lines as they come, a burst of them together. */
  #drainRejected(): Promise<void> {
    this.#writingRejected ??= this.#writeRejected().finally(() => {
      this.#writingRejected = null;
    });
    return this.#writingRejected;
  }

  async #writeRejected(): Promise<void> {
    // Waits one turn of the event loop, so that a burst shares one fsync.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#rejected.length > 0) {
      const batch = this.#rejected;
      this.#rejected = [];
      try {
        await this.#parts.quarantine.add(batch.map((one) => one.rejected));
        for (const one of batch) one.onWritten(null);
        if (this.#isQuarantineFailing) this.#parts.onQuarantineProblem?.(null);
        this.#isQuarantineFailing = false;
      } catch (thrown) {
        this.#rejected = [...batch, ...this.#rejected];
        if (!this.#isQuarantineFailing) this.#parts.onQuarantineProblem?.(retriedByItself(thrown as AssayError));
        this.#isQuarantineFailing = true;
        setTimeout(() => void this.#drainRejected().catch(() => {}), writeRetryMs).unref();
        throw thrown;
      }
    }
  }
}

function toLine(record: string | Uint8Array | object): Buffer {
  if (record instanceof Uint8Array) return trimLine(Buffer.from(record.buffer, record.byteOffset, record.length));
  return trimLine(Buffer.from(typeof record === "string" ? record : (JSON.stringify(record) ?? "null"), "utf8"));
}

/** A producer may send the line end along with the record. */
const trimLine = (line: Buffer) => recordBytes(line.at(-1) === newline ? line.subarray(0, -1) : line);

function withNewline(line: Buffer): Buffer {
  const out = Buffer.allocUnsafe(line.length + 1);
  line.copy(out);
  out[line.length] = newline;
  return out;
}

function deferred(): { promise: Promise<void>; onWritten: (error: AssayError | null) => void } {
  // Promise.withResolvers is missing in Node 20, which the package supports.
  let resolve: () => void = () => {};
  let reject: (error: AssayError) => void = () => {};
  const promise = new Promise<void>((resolvePromise, rejectPromise) => {
    resolve = resolvePromise;
    reject = rejectPromise;
  });
  // A failure that nobody awaits is not an unhandled rejection.
  promise.catch(() => {});
  return { promise, onWritten: (error) => (error ? reject(error) : resolve()) };
}
