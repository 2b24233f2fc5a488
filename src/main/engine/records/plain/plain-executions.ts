import common from "../../../../../schemas/v1/common.json" with { type: "json" };
import engineExecution from "../../../../../schemas/v1/engine_execution.json" with { type: "json" };
import { newline } from "../../lines/line-bytes.ts";
import { otherKindKeys } from "../../validator/detect-kind.ts";
import { maxStatusCharacters } from "../common-fields.ts";
import { offsetPlaceholder } from "../csv-row.ts";
import type { CsvWriter } from "../csv-writer.ts";
import { usageColumns } from "../index-columns.ts";
import type { LineHash } from "../line-hash.ts";
import { computeSourceKey } from "../source-key.ts";
import { compileObject } from "./object-rules.ts";
import { RecordScanner } from "./record-scanner.ts";
import { writeBytes, writeQuotedHash, writeTags, writeText, writeWord } from "./row-bytes.ts";

const { rules, slots } = compileObject(engineExecution, common.definitions, otherKindKeys);

function findSlot(path: string): number {
  const slot = slots.get(path);
  if (slot === undefined) throw new Error(`The schema of an execution has no ${path}.`);
  return slot;
}

const engineId = findSlot("engine_id");
const timestamp = findSlot("timestamp");
const success = findSlot("metrics.success");
const latencyMs = findSlot("metrics.latency_ms");
const quality = findSlot("metrics.quality_score");
const memoryMb = findSlot("metrics.memory_mb");
const cpuPercent = findSlot("metrics.cpu_percent");
const status = findSlot("status");
const cacheHit = findSlot("metrics.cache_hit");
const counts = Object.keys(usageColumns).map((name) => findSlot(`metrics.${name}`));
const tags = findSlot("tags");
const sourceDialect = findSlot("source.dialect");
const sourceFile = findSlot("source.file");
const sourceId = findSlot("source.id");
const sourceSha256 = findSlot("source.sha256");
const sourcePart = findSlot("source.part");

const comma = 0x2c;
/** What `#openFields` writes when there is none of them. */
const noOpenFields = Buffer.from(",".repeat(counts.length + 5));
const offset = Buffer.from(offsetPlaceholder);

/** Upper bound for what a row has besides the members of its line: offset, length, hash, separators, source key. */
const overheadBytes = 160;

/** Recognises plain executions. After `see`, holds the row of the last one and the facts that statistics need. */
export class PlainExecutions {
  readonly #scanner = new RecordScanner(rules, slots.size);
  #bytes: Buffer = Buffer.alloc(0);

  /** Whether the line is plainly a valid execution; `bytes` must be valid UTF-8 with a newline at `end`. */
  see(bytes: Buffer, start: number, end: number): boolean {
    this.#bytes = bytes;
    if (!this.#scanner.isPlain(bytes, start, end)) return false;
    // A text has at least as many bytes as characters: a longer one is left to Ajv's side, which cuts it.
    const from = this.#scanner.starts[status] as number;
    return from < 0 || (this.#scanner.ends[status] as number) - from <= maxStatusCharacters;
  }

  /** See `computeSourceKey`. */
  get sourceKey(): LineHash | null {
    const dialect = this.#readText(sourceDialect);
    if (dialect === undefined) return null;
    const part = this.#number(sourcePart);
    const source = {
      dialect,
      id: this.#readText(sourceId),
      sha256: this.#readText(sourceSha256),
      part: Number.isNaN(part) ? undefined : part,
    };
    return computeSourceKey("engine_execution", { source });
  }

  get success(): boolean {
    return this.#scanner.values[success] === 1;
  }

  /** NaN when unknown. */
  get latencyMs(): number {
    return this.#number(latencyMs);
  }

  /** NaN when unknown. */
  get quality(): number {
    return this.#number(quality);
  }

  /** Whether the answer is known to have come from a cache. */
  get cached(): boolean {
    return (this.#scanner.starts[cacheHit] as number) >= 0 && this.#scanner.values[cacheHit] === 1;
  }

  /** Where the engine's name is in the bytes, without quotes, with its escapes. */
  get engineStart(): number {
    return this.#scanner.starts[engineId] as number;
  }
  get engineEnd(): number {
    return this.#scanner.ends[engineId] as number;
  }

  /**
   * Writes its row: `executionColumns`, as `encodeRecord` writes them from a parsed record (a property test compares the two).
   * @param sourceKey of a converted record.
   */
  encode(csv: CsvWriter, hash: LineHash, lengthBytes: number, sourceKey: LineHash | null = null): void {
    const to = csv.beginRow(lengthBytes + overheadBytes);
    let at = writeBytes(to, csv.length, offset, 0, offset.length);
    to[at++] = comma;
    at = writeWord(to, at, lengthBytes);
    to[at++] = comma;
    at = writeWord(to, at, hash.h0);
    to[at++] = comma;
    at = writeWord(to, at, hash.h1);
    to[at++] = comma;
    at = writeWord(to, at, hash.h2);
    at = this.#text(to, at, engineId);
    at = this.#verbatim(to, at, timestamp);
    at = this.#verbatim(to, at, success);
    at = this.#verbatim(to, at, latencyMs);
    at = this.#verbatim(to, at, quality);
    at = this.#verbatim(to, at, memoryMb);
    at = this.#verbatim(to, at, cpuPercent);
    at = this.#text(to, at, status);
    at = this.#scanner.seesOpen ? this.#openFields(to, at, sourceKey) : writeBytes(to, at, noOpenFields, 0, noOpenFields.length);
    // No head: a plain line is short.
    to[at++] = comma;
    to[at++] = newline;
    csv.endRow(at);
  }

  #number(slot: number): number {
    return (this.#scanner.starts[slot] as number) < 0 ? Number.NaN : (this.#scanner.values[slot] as number);
  }

  #readText(slot: number): string | undefined {
    const start = this.#scanner.starts[slot] as number;
    if (start < 0) return undefined;
    const text = this.#bytes.toString("utf8", start, this.#scanner.ends[slot]);
    return this.#scanner.values[slot] === 1 ? (JSON.parse(`"${text}"`) as string) : text;
  }

  /** Numbers, true and false read the same in JSON and in CSV. */
  #verbatim(to: Uint8Array, at: number, slot: number): number {
    to[at++] = comma;
    const start = this.#scanner.starts[slot] as number;
    return start < 0 ? at : writeBytes(to, at, this.#bytes, start, this.#scanner.ends[slot] as number);
  }

  /** The columns of members that may hold anything: most lines have none, and writing ten empty ones by one costs a twentieth of the whole scan. */
  #openFields(to: Uint8Array, at: number, sourceKey: LineHash | null): number {
    at = this.#verbatim(to, at, cacheHit);
    for (let i = 0; i < counts.length; i++) at = this.#verbatim(to, at, counts[i] as number);
    at = this.#tags(to, at);
    at = this.#text(to, at, sourceDialect);
    at = this.#text(to, at, sourceFile);
    to[at++] = comma;
    return sourceKey === null ? at : writeQuotedHash(to, at, sourceKey);
  }

  #tags(to: Uint8Array, at: number): number {
    to[at++] = comma;
    const start = this.#scanner.starts[tags] as number;
    return start < 0 ? at : writeTags(to, at, this.#bytes, start, this.#scanner.ends[tags] as number);
  }

  #text(to: Uint8Array, at: number, slot: number): number {
    to[at++] = comma;
    const start = this.#scanner.starts[slot] as number;
    return start < 0 ? at : writeText(to, at, this.#bytes, start, this.#scanner.ends[slot] as number, this.#scanner.values[slot] === 1);
  }
}
