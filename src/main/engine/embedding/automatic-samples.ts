import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { AssayError, isDecided, type Tier } from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";
import { toolVersion } from "../base/version.ts";
import { writeRetryMs } from "../collector/channel.ts";
import { getAutomaticSample, type Thresholds } from "../curation/generation/automatic-sample.ts";
import { encodeEvent } from "../curation/log/encode-event.ts";
import { type Change, type EventHead, eventVersion } from "../curation/log/event.ts";
import type { CurationLog } from "../curation/state/curation-log.ts";
import { getCandidateSource, type RecordedComparison } from "../curation/transaction/comparison-source.ts";
import { automaticRef, type CandidateSource } from "../curation/transaction/sample-line.ts";
import type { Journal } from "../files/journal.ts";
import { toLine } from "../lines/line-bytes.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";

export interface AutomaticSamplesParts {
  /** curation.jsonl: decisions, and the record of each generated sample. */
  curation: CurationLog;
  /** training_samples.jsonl */
  dataset: Journal;
  validator: SchemaValidator;
  thresholds: Thresholds;
  /** Called after generated lines became durable in the dataset. */
  onDurable(lines: { lines: number; fromOffset: number; toOffset: number }): void;
  /** Called once when a file cannot be written (with the error) and once when it can again (null). */
  onTrouble(error: AssayError | null): void;
  log: Log;
}

/** A sample to be made. */
interface Due {
  key: string;
  tier: Tier;
  source: CandidateSource;
  line: string;
}

const maxWaiting = 1000;
const maxPerEvent = 200;

/**
 * Makes samples of comparisons with a recorded winner, as a workspace does with `auto_generate_samples`: the same ids, and each
 * recorded in curation.jsonl before it enters the dataset. So opening the folder as a workspace makes none of them again, and a
 * comparison that a person has decided about is left alone.
 */
export class AutomaticSamples {
  readonly #parts: AutomaticSamplesParts;
  #waiting: Uint8Array[] = [];
  /** Lines that are recorded in curation.jsonl and not in the dataset yet. */
  #unwritten: Buffer[] = [];
  #running: Promise<void> | null = null;
  #isFailing = false;
  #lastError: AssayError | null = null;
  #retry: NodeJS.Timeout | null = null;
  #isClosed = false;
  /** Samples made since opening. */
  created = 0;

  constructor(parts: AutomaticSamplesParts) {
    this.#parts = parts;
  }

  /** Comparisons that became durable: whole lines with their newlines. */
  take(lines: readonly Uint8Array[]): void {
    // Not push(...lines): a batch may be 100 000 lines, more than fit on the stack as arguments.
    for (const line of lines) this.#waiting.push(line);
    void this.#run();
  }

  /** Waits while too much is pending for the disk. */
  async waitForCapacity(): Promise<void> {
    while (this.#waiting.length >= maxWaiting && !this.#isClosed) {
      await this.#run();
      if (this.#lastError) await wait(writeRetryMs);
    }
  }

  /** Resolves when every sample due so far is in the dataset. @throws AssayError disk_full, io …; writing is retried. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0 || this.#unwritten.length > 0 || this.#running) {
      await this.#run();
      if (this.#lastError) throw this.#lastError;
    }
  }

  /** Stops retrying. Whoever opened the files closes them. */
  close(): void {
    this.#isClosed = true;
    if (this.#retry) clearTimeout(this.#retry);
  }

  #run(): Promise<void> {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    this.#running ??= this.#makeAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #makeAll(): Promise<void> {
    try {
      await this.#write();
      while (this.#waiting.length > 0) {
        const lines = this.#waiting.slice(0, maxPerEvent);
        await this.#record(this.#due(lines));
        this.#waiting.splice(0, lines.length);
        await this.#write();
      }
      this.#lastError = null;
      if (this.#isFailing) this.#parts.onTrouble(null);
      this.#isFailing = false;
    } catch (thrown) {
      this.#lastError = thrown instanceof AssayError ? thrown : new AssayError("bug", String(thrown), { cause: thrown });
      if (!this.#isFailing) this.#parts.onTrouble(this.#lastError);
      this.#isFailing = true;
      if (!this.#isClosed) this.#retry = setTimeout(() => void this.#run(), writeRetryMs);
    }
  }

  async #record(due: readonly Due[]): Promise<void> {
    if (due.length === 0) return;
    const { curation } = this.#parts;
    const nowMs = Date.now();
    const head: EventHead = {
      schema_version: eventVersion,
      event_id: randomUUID(),
      at: nowMs,
      actor: "auto",
      tool_version: toolVersion,
      type: "generate",
      description: `generated ${due.length} samples by the winners' scores`,
      decisions: 0,
      target: null,
    };
    await curation.events.append(
      await encodeEvent(
        head,
        due.flatMap((one) => changesFor(one, curation, Math.floor(nowMs / 1000))),
      ),
    );
    this.#unwritten.push(...due.map(({ line }) => toLine(line)));
    this.created += due.length;
  }

  async #write(): Promise<void> {
    if (this.#unwritten.length === 0) return;
    const lines = this.#unwritten;
    const fromOffset = await this.#parts.dataset.append(lines).durable;
    this.#unwritten = [];
    const bytes = lines.reduce((sum, line) => sum + line.length, 0);
    this.#parts.onDurable({ lines: lines.length, fromOffset, toOffset: fromOffset + bytes });
  }

  /** Samples to be made of these comparisons; none for those made or decided before. */
  #due(lines: readonly Uint8Array[]): Due[] {
    const due = new Map<string, Due>();
    for (const line of lines) {
      const one = this.#toDue(Buffer.from(line.buffer, line.byteOffset, line.length - 1));
      if (one) due.set(one.key, one);
    }
    return [...due.values()];
  }

  #toDue(line: Buffer): Due | null {
    const { validator, thresholds, curation } = this.#parts;
    const key = keyOfHash(hashLine(line));
    const { samples, comparisons } = curation.state;
    if (samples.get(automaticRef(key)) || isDecided(comparisons.get(key))) return null;
    const raw = line.toString("utf8");
    const { valid, parsed } = validator.validateLine(raw, "comparison_result");
    if (!valid || parsed === null) return null;
    const record = parsed as RecordedComparison["record"];
    const comparisonId = String((parsed as { comparison_id?: unknown }).comparison_id ?? "");
    const comparison = { key, comparisonId, raw, record };
    try {
      const sample = getAutomaticSample(comparison, thresholds, Math.floor(Date.now() / 1000));
      if (sample === null) return null;
      return { key, tier: sample.tier, source: getCandidateSource(comparison, sample.position), line: sample.line };
    } catch (thrown) {
      this.#parts.log("warn", "sample_not_generated", { comparison: comparisonId, error: thrown });
      return null;
    }
  }
}

function changesFor({ key, tier, source, line }: Due, { state }: CurationLog, createdAtS: number): Change[] {
  const ref = automaticRef(key);
  const { comparisonId, position, engineId, winnerScore } = source;
  return [
    {
      of: "sample",
      ref,
      origin: "auto",
      created_at: createdAtS,
      comparison: key,
      position,
      did: `generated as ${tier} from the winner's score ${winnerScore}`,
      before: null,
      after: { line, copies: 1, edited: false },
    },
    {
      of: "candidate",
      comparison: key,
      comparison_id: comparisonId,
      position,
      engine_id: engineId,
      before: state.candidate(key, position),
      after: { tier, rejected: false, by: "auto", sample: ref },
    },
  ];
}
