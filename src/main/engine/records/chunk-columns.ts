import type { RecordKind } from "../../../contract/index.ts";
import type { ChunkResult } from "./chunk-result.ts";
import { CsvWriter } from "./csv-writer.ts";
import { FactsWriter, toExecutionFacts } from "./facts.ts";
import { entriesFor, GrowingBytes, GrowingWords } from "./growing.ts";
import type { Inspected } from "./inspect-line.ts";
import { codeOfKind, rejectedCode } from "./kinds.ts";
import { type LineHash, noHash } from "./line-hash.ts";
import type { PlainExecutions } from "./plain/plain-executions.ts";

interface ColumnOptions {
  /** Of the chunk, about. */
  bytes: number;
  /** Whether its records have source keys. */
  converted: boolean;
  /** A buffer to write rows of executions into. */
  rows?: ArrayBuffer | undefined;
  /** How many executions to expect; default: as many as the bytes hold if lines are as short as usual. */
  executions?: number | undefined;
}

/** Collects what was found in the lines of a chunk, as `ChunkResult` has it. Of each line first its place, then its verdict. */
export class ChunkColumns {
  readonly #tables: Record<RecordKind, CsvWriter>;
  readonly #facts: FactsWriter;
  readonly #starts: GrowingWords;
  readonly #ends: GrowingWords;
  readonly #sourceStarts: GrowingWords;
  readonly #lineNumbers: GrowingWords;
  readonly #codes: GrowingBytes;
  readonly #hashes: GrowingWords;
  readonly #sourceKeys: GrowingWords | null;
  readonly #candidates = new CsvWriter();
  readonly #candidateCounts = new GrowingWords();
  readonly #rejected: ChunkResult["rejected"] = [];
  readonly #known = { engine_execution: 0, comparison_result: 0, training_sample: 0 };
  readonly #invalid = { engine_execution: 0, comparison_result: 0, training_sample: 0 };

  constructor({ bytes, converted, rows, executions }: ColumnOptions) {
    const entries = entriesFor(bytes);
    this.#starts = new GrowingWords(entries);
    this.#ends = new GrowingWords(entries);
    this.#sourceStarts = new GrowingWords(entries);
    this.#lineNumbers = new GrowingWords(entries);
    this.#codes = new GrowingBytes(entries);
    this.#hashes = new GrowingWords(entries * 3);
    this.#sourceKeys = converted ? new GrowingWords(entries * 3) : null;
    this.#tables = { engine_execution: new CsvWriter(rows), comparison_result: new CsvWriter(), training_sample: new CsvWriter() };
    this.#facts = new FactsWriter(executions ?? entries);
  }

  /** @param sourceStart where the line was before lines were compacted. @param number 0-based, blank lines counted. */
  place(start: number, end: number, sourceStart: number, number: number): void {
    this.#starts.push(start);
    this.#ends.push(end);
    this.#sourceStarts.push(sourceStart);
    this.#lineNumbers.push(number);
  }

  /** A line that is in a journal already; it has no place here. */
  countKnown(kind: RecordKind): void {
    this.#known[kind]++;
  }

  /** The verdict, row and facts of the execution that `plain` saw last. @param bytes that it saw. @param sourceKey of a converted record. */
  takePlain(plain: PlainExecutions, bytes: Buffer, lengthBytes: number, hash: LineHash, sourceKey: LineHash | null): void {
    this.#judge(codeOfKind.engine_execution, hash, sourceKey ?? hash);
    plain.encode(this.#tables.engine_execution, hash, lengthBytes, sourceKey);
    const engine = this.#facts.engineSpelled(bytes, plain.engineStart, plain.engineEnd);
    this.#facts.pushColumns(engine, plain.success, plain.latencyMs, plain.quality, plain.cached);
  }

  /** The verdict, with rows and facts. */
  take(seen: Inspected): void {
    if (!seen.accepted) {
      this.#judge(rejectedCode, noHash, noHash);
      this.#rejected.push({ line: this.#starts.length - 1, kind: seen.kind, findings: seen.findings });
      return;
    }
    const { kind, rows, hash } = seen;
    this.#judge(codeOfKind[kind], hash, rows.sourceKey ?? hash);
    if (!seen.valid) this.#invalid[kind]++;
    this.#tables[kind].push(rows.row);
    if (kind === "engine_execution") this.#facts.push(toExecutionFacts(seen.record));
    if (kind === "comparison_result") {
      for (const row of rows.candidates) this.#candidates.push(row);
      this.#candidateCounts.push(rows.candidates.length);
    }
  }

  /** @param bytes the compacted lines. */
  finish(bytes: Uint8Array<ArrayBuffer>, lines: number, blank: number): ChunkResult {
    return {
      bytes,
      starts: this.#starts.finish(),
      ends: this.#ends.finish(),
      sourceStarts: this.#sourceStarts.finish(),
      lineNumbers: this.#lineNumbers.finish(),
      codes: this.#codes.finish(),
      hashes: this.#hashes.finish(),
      ...(this.#sourceKeys ? { sourceKeys: this.#sourceKeys.finish() } : {}),
      lines,
      blank,
      known: this.#known,
      invalid: this.#invalid,
      tables: {
        engine_execution: this.#tables.engine_execution.finish(),
        comparison_result: this.#tables.comparison_result.finish(),
        training_sample: this.#tables.training_sample.finish(),
      },
      candidates: this.#candidates.finish(),
      candidateCounts: this.#candidateCounts.finish(),
      facts: this.#facts.finish(),
      rejected: this.#rejected,
    };
  }

  #judge(code: number, hash: LineHash, key: LineHash): void {
    this.#codes.push(code);
    pushHash(this.#hashes, hash);
    if (this.#sourceKeys) pushHash(this.#sourceKeys, key);
  }
}

function pushHash(words: GrowingWords, { h0, h1, h2 }: LineHash): void {
  words.push(h0);
  words.push(h1);
  words.push(h2);
}
