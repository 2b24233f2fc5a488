import type { Answers, Askable, Finding, RecordKind } from "../../../contract/index.ts";

import type { PlainUses } from "./plain-uses.ts";

export type { Askable } from "../../../contract/index.ts";

/**
 * A dialect is what one other tool writes: how its rows are recognised, and which records they become. Each is one file in `table/` with its
 * fixture; `dialects.ts` lists them. Nothing outside that file knows the tool. Mapping is pure: no files, no clock, no chance, so that the same
 * row gives the same record on every run.
 */
export interface Dialect {
  /** As `--dialect NAME` and `source.dialect` have it: lower case, digits and hyphens. */
  name: string;
  /** As screens name it: "LiteLLM proxy log". */
  title: string;
  /** Of this mapping, not of the tool; raised when records come out differently. */
  version: string;
  /** What rows can become. */
  kinds: readonly RecordKind[];
  /** The fields that are read, with their units: the mapping as a person reads it. */
  fields: readonly FieldUse[];
  /** "row": each row is mapped alone, so that threads can share a file. "file": rows belong together (sessions, streams, grouped results). */
  scope: "row" | "file";
  /**
   * The members of a row, at its top, that the mapping reads; others need not be parsed. With a list of names, an object or list is read
   * only where one of them is in it. Absent: all of them. A mapping that needs the row as it is takes `Row.whole`.
   */
  reads?: Readonly<Record<string, true | readonly string[]>>;
  /**
   * For rows that stand alone: what the record of a row like this one is made of, if that is plain. Whoever asks tries it on some rows first, and maps
   * any row that does not fit. @param row with the members of `reads`.
   */
  plain?(row: Record<string, unknown>): PlainUses | null;
  /** Whether it joins other files of the import: `MappingContext.companions`, which is empty otherwise. */
  joins?: true;
  /**
   * How sure it is that a file is of this dialect: 0 (no) to 1 (certain). Looks at fields and values of the sample first, at names last. Several
   * dialects share field names: the value says how specific the match is, and the highest wins.
   */
  detect(sample: Sample): number;
  /** Opens the mapping of one file. */
  open(context: MappingContext, emit: (outcome: Outcome) => void): Mapper;
}

/** One field of a foreign row and where it goes. */
export interface FieldUse {
  /** Path in the row: `metrics.request_latency.value`, `observations[].startTime`. */
  from: string;
  /** Field of the record: `metrics.latency_ms`. */
  to: string;
  /** Unit or notation there: "seconds", "nanoseconds", "ISO 8601; UTC where no zone is given". */
  unit?: string;
  note?: string;
}

/** A row of a file as its container yields it. */
export interface Row {
  value: unknown;
  /** Parses the row with the members that its dialect does not read; absent where `value` has them. */
  whole?(): unknown;
  /** 1-based, among all rows of the file. */
  number: number;
  /** SHA-256 of its bytes, hex. */
  sha256: string;
}

/** The beginning of a file. */
export interface Sample {
  /** Its name without the folder; behind a slash the entry of an archive: `log.eval/samples/1_epoch_1.json`. */
  name: string;
  /** The first 100 rows that are JSON. */
  rows: readonly unknown[];
}

/** A file of the same import that says something about another one: the requests of a batch, the summary of a run. */
export interface Companion {
  name: string;
  rows: readonly unknown[];
}

export interface MappingContext {
  /** See `Sample.name`. */
  name: string;
  /** Answers to `ask` outcomes. */
  answers: Answers;
  /**
   * When the file was last written, Unix seconds: the `created_at` of samples in sets that keep no times. An execution without a time is asked
   * for instead, because charts run along it.
   */
  fileTimeSeconds?: number;
  /** Of dialects that join any; see `Dialect.joins`. */
  companions: readonly Companion[];
  /** Whether proofs are wanted: for previews, not for millions of rows. */
  explain: boolean;
}

export interface Mapper {
  /** Takes the next row. May emit outcomes now, later, or at the end. Never throws on a row, whatever it holds. */
  row(row: Row): void;
  /** Emits what waited for more rows. */
  end(): void;
}

/** How a number or a time was understood: "0.8 → 800 ms, because `latency` is seconds in this export". */
export interface Proof {
  /** Path of the field in the row. */
  from: string;
  /** The value there, as JSON. */
  value: unknown;
  /** Field of the record, for example `metrics.latency_ms`. */
  to: string;
  /** What was written there. */
  became: number | string | boolean;
  /** Completes "because …". */
  because: string;
}

/** The fields of a record before it is checked against its schema; `source` is added by `convert`. */
export type Draft = Record<string, unknown>;

/**
 * What became of rows. Every row is in at least one outcome, whatever happened: lines are conserved.
 * - record: a record made of `rows` (the first one is its origin). `id`: what names it in its tool, so that a later export of it is not new.
 * - skip: no record and not meant as one: a header, a summary, a chunk of a stream. `why` is a short noun phrase, the same for all rows of its sort.
 * - ask: would be a record if the person answered `asks`.
 * - reject: meant as a record, but broken.
 */
export type Outcome =
  | { type: "record"; kind: RecordKind; record: Draft; rows: readonly number[]; id?: string; proofs?: readonly Proof[] }
  | { type: "skip"; rows: readonly number[]; why: string }
  | { type: "ask"; rows: readonly number[]; asks: readonly Askable[] }
  | { type: "reject"; rows: readonly number[]; finding: Finding };

/** A mapper of rows that stand alone. */
export function eachRow(map: (row: Row) => void): Mapper {
  return { row: map, end: () => {} };
}
