import type { Finding, ImportJob, ReasonCount, RecordKind, ReplacementCounts } from "../../../contract/index.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { addTally, type ConversionTally, emptyTally } from "./conversion/tally.ts";

/** What an import found and did. lines = accepted + quarantined + duplicates + blank, always. */
export interface ImportReport {
  file: string;
  lines: number;
  accepted: number;
  quarantined: number;
  duplicates: number;
  blank: number;
  /** Accepted lines by kind. */
  kinds: ImportJob["kinds"];
  /** Refused lines by reason, most frequent first. */
  reasons: ReasonCount[];
  sizeBytes: number;
  readBytes: number;
  /** False when it was cancelled before the end. */
  complete: boolean;
  /** Bytes of a last line that somebody was still writing: left to the next import and not counted elsewhere. */
  partialLastLineBytes: number;
  /** How its contents were converted, one entry a dialect. Empty for records of ours. `lines` then counts records and broken rows. */
  conversions: readonly ImportConversion[];
  /** Records that were imported earlier from the same rows, and would be other lines now: another mapping made them, or another file. */
  differing: number;
  /** What the import replaced, or would; null when it was not asked to. */
  replaced: ReplacementCounts | null;
}

/** What became of the rows of another tool's file, or of all such files in an archive. */
export interface ImportConversion extends ConversionTally {
  dialect: string;
  version: string;
  title: string;
  /** How sure it was; null where a person chose another than it was taken for. */
  confidence: number | null;
  files: number;
}

const maxReasons = 20;
const maxLineNumbers = 100;
/** Distinct reasons kept. Messages are not part of a reason, so real files have a handful. */
const maxRemembered = 1000;

/** Builds the report while the import runs; `read` returns a copy at any time. */
export class ReportBuilder {
  lines = 0;
  accepted = 0;
  quarantined = 0;
  duplicates = 0;
  differing = 0;
  replaced: ReplacementCounts | null = null;
  blank = 0;
  readBytes = 0;
  complete = false;
  partialLastLineBytes = 0;
  readonly kinds = { engine_execution: 0, comparison_result: 0, training_sample: 0 };
  readonly #reasons = new Map<string, ReasonCount>();
  readonly #conversions = new Map<string, ImportConversion>();
  readonly #file: string;
  readonly #sizeBytes: number;

  constructor(file: string, sizeBytes: number) {
    this.#file = file;
    this.#sizeBytes = sizeBytes;
  }

  accept(kind: RecordKind, lines: number): void {
    this.accepted += lines;
    this.kinds[kind] += lines;
  }

  refuse(lineNumber: number, findings: readonly Finding[]): void {
    this.quarantined++;
    const first = findings[0];
    if (!first) return;
    const reason = first.pointer === "" ? first.rule : `${first.rule} ${first.pointer}`;
    const known = this.#reasons.get(reason);
    if (known) {
      known.count++;
      if (known.firstLines.length < maxLineNumbers) known.firstLines.push(lineNumber);
    } else if (this.#reasons.size < maxRemembered) {
      this.#reasons.set(reason, { reason, count: 1, firstLines: [lineNumber], example: first });
    }
  }

  /** Adds what another report counted. @param count of refused lines, which may be more than its reasons have. */
  refuseAll(reasons: readonly ReasonCount[], count: number): void {
    this.quarantined += count;
    for (const one of reasons) {
      const known = this.#reasons.get(one.reason);
      if (known) known.count += one.count;
      else if (this.#reasons.size < maxRemembered) this.#reasons.set(one.reason, { ...one, firstLines: [...one.firstLines] });
    }
  }

  /** Begins a file that is converted. */
  converts(dialect: Pick<Dialect, "name" | "version" | "title">, confidence: number | null): void {
    const there = this.#conversions.get(dialect.name);
    if (there) there.files++;
    else {
      const { name, version, title } = dialect;
      this.#conversions.set(name, { dialect: name, version, title, confidence, files: 1, ...emptyTally() });
    }
  }

  addConversion(dialect: string, tally: ConversionTally): void {
    const conversion = this.#conversions.get(dialect);
    if (conversion) addTally(conversion, tally);
  }

  /** After a failure: only lines that were written, or recognised as duplicates or blank, count. */
  cutShort(): void {
    this.lines = this.accepted + this.quarantined + this.duplicates + this.blank;
  }

  read(): ImportReport {
    const reasons = [...this.#reasons.values()].sort((a, b) => b.count - a.count).slice(0, maxReasons);
    return {
      file: this.#file,
      lines: this.lines,
      accepted: this.accepted,
      quarantined: this.quarantined,
      duplicates: this.duplicates,
      blank: this.blank,
      kinds: { ...this.kinds },
      reasons: reasons.map((reason) => ({ ...reason, firstLines: [...reason.firstLines] })),
      sizeBytes: this.#sizeBytes,
      readBytes: this.readBytes,
      complete: this.complete,
      partialLastLineBytes: this.partialLastLineBytes,
      differing: this.differing,
      replaced: this.replaced && { ...this.replaced },
      conversions: [...this.#conversions.values()].map((one) => ({ ...one, skipped: { ...one.skipped }, asked: { ...one.asked } })),
    };
  }
}
