import { setTimeout as delay } from "node:timers/promises";
import { AssayError, type ChannelName, channelOfKind, type Finding, type RecordKind } from "../../../contract/index.ts";
import { carriageReturn, newline } from "../lines/line-bytes.ts";
import { factsOf } from "../records/facts.ts";
import { type Inspected, inspectLine } from "../records/inspect-line.ts";
import type { LineHash } from "../records/line-hash.ts";
import { holdsNewline, type SchemaValidator } from "../validator/schema-validator.ts";
import type { Channel } from "./channel.ts";
import type { Quarantine, Refused } from "./quarantine.ts";

/** What a producer is told about one record. */
export interface Receipt {
  status: "accepted" | "quarantined";
  /** Empty when accepted as valid. */
  findings: Finding[];
  /**
   * Settles when the line is fsynced, in its channel's file or in quarantine. Reading it asks for a flush soon, so that
   * waiting for one record does not wait for a timer. Rejects only when Assay closes without having been able to write it.
   */
  readonly durable: Promise<void>;
}

export interface CollectorParts {
  channels: ReadonlyMap<ChannelName, Channel>;
  quarantine: Quarantine;
  validator: SchemaValidator;
  strict: boolean;
  /** Told of the hash of each accepted line, so that an import finds it a duplicate. */
  onAccepted?: (channel: ChannelName, hash: LineHash) => void;
  /** Told once when quarantine.jsonl cannot be written (with the error) and once when it can again (null). */
  onQuarantineTrouble?: (error: AssayError | null) => void;
}

const mostRefused = 1000;
const retryMs = 500;

/**
 * Takes records one by one. Conservation law: received = accepted + quarantined, always, and every one of them is in exactly
 * one file once `flush` has resolved.
 */
export class DataCollector {
  readonly #parts: CollectorParts;
  #refused: { refused: Refused; settle: (error: AssayError | null) => void }[] = [];
  #refusing: Promise<void> | null = null;
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
   * @throws AssayError disabled when the kind's channel is switched off, io after `close`. Bad data never throws.
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
    const line = bytesOf(record);
    const inner = line.indexOf(newline);
    const seen: Inspected =
      inner >= 0
        ? { accepted: false, kind, findings: [holdsNewline()] }
        : inspectLine(this.#parts.validator, line, { kind, strict: this.#parts.strict });
    if (!seen.accepted) await this.#roomForRefused();
    if (!seen.accepted)
      return this.#quarantine(channel, { bytes: line, source: "collect", lineNumber: null, kind, findings: seen.findings });

    await channel.room();
    if (this.#closed)
      throw new AssayError("io", "The collector was closed while the record waited for room.", { fix: "Open the workspace again." });
    channel.counters.countAccepted(1, seen.valid ? 0 : 1);
    this.#parts.onAccepted?.(name, seen.hash);
    const { promise, settle } = settling();
    channel.push({
      line: withNewline(line),
      row: Buffer.from(seen.rows.row),
      candidates: seen.rows.candidates.map((candidate) => Buffer.from(candidate)),
      facts: kind === "engine_execution" ? factsOf(seen.record) : null,
      settle,
    });
    return {
      status: "accepted",
      findings: seen.findings,
      get durable() {
        // The failure reaches the waiter through `promise`; a retry goes on by itself.
        queueMicrotask(() => void channel.flush().catch(() => {}));
        return promise;
      },
    };
  }

  /** Writes everything that is buffered, in every channel and in quarantine; resolves when it is fsynced. */
  async flush(): Promise<void> {
    await Promise.all([...[...this.#parts.channels.values()].map((channel) => channel.flush()), this.#drainRefused()]);
  }

  /** Flushes everything and takes no more. The files themselves are closed by whoever opened them. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      this.#closed = true;
      // Their producers would wait for ever for what nobody writes any more.
      const failure = new AssayError("io", "The collector was closed before the refused line could be written to quarantine.jsonl.");
      for (const one of this.#refused.splice(0)) one.settle(failure);
    }
  }

  #quarantine(channel: Channel | undefined, refused: Refused): Receipt {
    channel?.counters.countQuarantined(1);
    const { promise, settle } = settling();
    this.#refused.push({ refused, settle });
    void this.#drainRefused().catch(() => {});
    return { status: "quarantined", findings: refused.findings, durable: promise };
  }

  /** Refused lines are bounded too: producers of bad data wait for the disk like all others. */
  async #roomForRefused(): Promise<void> {
    while (this.#refused.length >= mostRefused && !this.#closed) await this.#drainRefused().catch(() => delay(retryMs));
  }

  /** Refused lines are written as they come, together when many come at once. */
  #drainRefused(): Promise<void> {
    this.#refusing ??= this.#writeRefused().finally(() => {
      this.#refusing = null;
    });
    return this.#refusing;
  }

  async #writeRefused(): Promise<void> {
    // One turn of the loop, so that a burst shares one fsync.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#refused.length > 0) {
      const batch = this.#refused;
      this.#refused = [];
      try {
        await this.#parts.quarantine.add(batch.map((one) => one.refused));
        for (const one of batch) one.settle(null);
        if (this.#isQuarantineFailing) this.#parts.onQuarantineTrouble?.(null);
        this.#isQuarantineFailing = false;
      } catch (thrown) {
        this.#refused = [...batch, ...this.#refused];
        if (!this.#isQuarantineFailing) this.#parts.onQuarantineTrouble?.(thrown as AssayError);
        this.#isQuarantineFailing = true;
        setTimeout(() => void this.#drainRefused().catch(() => {}), retryMs).unref();
        throw thrown;
      }
    }
  }
}

function bytesOf(record: string | Uint8Array | object): Buffer {
  if (record instanceof Uint8Array) return trimmed(Buffer.from(record.buffer, record.byteOffset, record.length));
  return trimmed(Buffer.from(typeof record === "string" ? record : (JSON.stringify(record) ?? "null"), "utf8"));
}

/** A line's own end does not belong to it, nor does a byte order mark before it. */
function trimmed(line: Buffer): Buffer {
  let start = 0;
  while (line[start] === 0xef && line[start + 1] === 0xbb && line[start + 2] === 0xbf) start += 3;
  let end = line.length;
  if (end > start && line[end - 1] === newline) end--;
  while (end > start && line[end - 1] === carriageReturn) end--;
  return line.subarray(start, end);
}

function withNewline(line: Buffer): Buffer {
  const out = Buffer.allocUnsafe(line.length + 1);
  line.copy(out);
  out[line.length] = newline;
  return out;
}

function settling(): { promise: Promise<void>; settle: (error: AssayError | null) => void } {
  // Not Promise.withResolvers: the package runs on Node 20 too, which has none.
  let resolve: () => void = () => {};
  let reject: (error: AssayError) => void = () => {};
  const promise = new Promise<void>((resolvePromise, rejectPromise) => {
    resolve = resolvePromise;
    reject = rejectPromise;
  });
  // Nobody has to wait for durability; a failure nobody waits for is not an unhandled rejection.
  promise.catch(() => {});
  return { promise, settle: (error) => (error ? reject(error) : resolve()) };
}
