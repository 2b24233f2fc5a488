import type { ParsedRecord } from "../validator/schema-validator.ts";
import { GrowingBytes, GrowingDoubles, GrowingWords } from "./growing.ts";

/** What statistics need of one execution. Unknown is null, never 0. */
export interface ExecutionFacts {
  engineId: string;
  success: boolean;
  latencyMs: number | null;
  quality: number | null;
  /** Whether a cache answered: its latency is not the engine's. */
  cached?: boolean;
}

const numberOrNull = (value: unknown) => (typeof value === "number" ? value : null);

/** null for a record that was kept although invalid and lacks what statistics need. */
export function toExecutionFacts(record: ParsedRecord): ExecutionFacts | null {
  const metrics = record.metrics as ParsedRecord | null | undefined;
  if (typeof record.engine_id !== "string" || typeof metrics !== "object" || typeof metrics?.success !== "boolean") return null;
  return {
    engineId: record.engine_id,
    success: metrics.success,
    latencyMs: numberOrNull(metrics.latency_ms),
    quality: numberOrNull(metrics.quality_score),
    cached: metrics.cache_hit === true,
  };
}

/** `ExecutionFacts` as columns, one entry an execution; NaN is unknown. `engine` is an index into `names`, or `noEngine`. */
export interface FactColumns {
  names: string[];
  engine: Uint32Array<ArrayBuffer>;
  success: Uint8Array<ArrayBuffer>;
  latencyMs: Float64Array<ArrayBuffer>;
  quality: Float64Array<ArrayBuffer>;
  /** 1 or 0. */
  cached: Uint8Array<ArrayBuffer>;
}

/** For an execution without an engine, kept although invalid. */
export const noEngine = 0xffffffff;

/** An engine's name as bytes of a line: most lines need no string to be made. */
interface Spelling {
  bytes: Buffer;
  engine: number;
}

const spellingSlots = 128;

export class FactsWriter {
  #names = new Map<string, number>();
  #spellings: (Spelling | undefined)[] = new Array(spellingSlots);
  readonly #engine: GrowingWords;
  readonly #success: GrowingBytes;
  readonly #latencyMs: GrowingDoubles;
  readonly #quality: GrowingDoubles;
  readonly #cached: GrowingBytes;

  /** @param entries how many executions to expect. */
  constructor(entries: number) {
    this.#engine = new GrowingWords(entries);
    this.#success = new GrowingBytes(entries);
    this.#latencyMs = new GrowingDoubles(entries);
    this.#quality = new GrowingDoubles(entries);
    this.#cached = new GrowingBytes(entries);
  }

  push(facts: ExecutionFacts | null): void {
    this.pushColumns(
      facts ? this.engineNamed(facts.engineId) : noEngine,
      facts?.success ?? false,
      facts?.latencyMs ?? Number.NaN,
      facts?.quality ?? Number.NaN,
      facts?.cached ?? false,
    );
  }

  /** @param engine from `engineNamed` or `engineSpelled`; unknown numbers are NaN. */
  pushColumns(engine: number, success: boolean, latencyMs: number, quality: number, cached: boolean): void {
    this.#engine.push(engine);
    this.#success.push(success ? 1 : 0);
    this.#latencyMs.push(latencyMs);
    this.#quality.push(quality);
    this.#cached.push(cached ? 1 : 0);
  }

  engineNamed(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.#names.set(name, this.#names.size);
    return this.#names.size - 1;
  }

  /** The engine whose name is bytes[start..end), a JSON string without its quotes. */
  engineSpelled(bytes: Buffer, start: number, end: number): number {
    let hash = end - start;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    const slot = (hash ^ (hash >>> 15)) & (spellingSlots - 1);
    const there = this.#spellings[slot];
    if (there && isSame(there.bytes, bytes, start, end)) return there.engine;
    const spelled = Buffer.from(bytes.subarray(start, end));
    const engine = this.engineNamed(JSON.parse(`"${spelled.toString("utf8")}"`) as string);
    this.#spellings[slot] = { bytes: spelled, engine };
    return engine;
  }

  finish(): FactColumns {
    return {
      names: [...this.#names.keys()],
      engine: this.#engine.finish(),
      success: this.#success.finish(),
      latencyMs: this.#latencyMs.finish(),
      quality: this.#quality.finish(),
      cached: this.#cached.finish(),
    };
  }
}

function isSame(name: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}
