import type { Finding, RecordKind } from "../../../contract/index.ts";
import type { Askable, Dialect, MappingContext, Outcome, Proof, Row } from "./dialect.ts";

/** `source` of a converted record: where it came from. */
export interface Source {
  dialect: string;
  version: string;
  file: string;
  /** 1-based number of the row that it was made of. */
  line: number;
  /** SHA-256 of that row's bytes, hex. */
  sha256: string;
  /** What names the record in its tool. */
  id?: string;
  /** Which of the records of one row, from 1, where a row gave several and they have no ids. */
  part?: number;
}

export interface Converted {
  kind: RecordKind;
  /** With `source`. */
  record: Record<string, unknown>;
  rows: readonly number[];
  proofs: readonly Proof[];
}

export interface Conversion {
  records: Converted[];
  skipped: { rows: readonly number[]; why: string }[];
  asks: { rows: readonly number[]; asks: readonly Askable[] }[];
  rejected: { rows: readonly number[]; finding: Finding }[];
}

/** Takes what became of rows, at once: what is kept of a million rows is for whoever takes it to say. */
export interface ConversionSink {
  record(converted: Converted): void;
  skip(skipped: Conversion["skipped"][number]): void;
  ask(asked: Conversion["asks"][number]): void;
  reject(rejected: Conversion["rejected"][number]): void;
}

/** Maps the rows of one file, in order. `end` emits what waited for more rows. */
export interface Converter {
  row(row: Row): void;
  /** SHA-256 of a row that an outcome names, hex. */
  digestOf(row: number): string;
  end(): void;
}

export function openConverter(dialect: Dialect, context: MappingContext, sink: ConversionSink): Converter {
  const isRowScope = dialect.scope === "row";
  /** Of rows whose records may come later. */
  const digests = new Map<number, string>();
  const parts = new Map<number, number>();
  let last: Row | undefined;

  const digestOf = (row: number) => (last?.number === row ? last.sha256 : (digests.get(row) as string));

  const toConverted = ({ kind, record, rows, id, proofs = [] }: Outcome & { type: "record" }): Converted => {
    const line = rows[0] as number;
    const part = (parts.get(line) ?? 0) + 1;
    parts.set(line, part);
    const source: Source = { dialect: dialect.name, version: dialect.version, file: context.name, line, sha256: digestOf(line) };
    if (id !== undefined) source.id = id;
    else if (part > 1) source.part = part;
    // Not a copy: a million records are copied for a microsecond each. Nobody else has it.
    record.source = source;
    return { kind, record, rows, proofs };
  };

  const take = (outcome: Outcome): void => {
    if (outcome.type === "record") sink.record(toConverted(outcome));
    else sink[outcome.type](outcome as never);
  };

  /** Mappers do not throw, except for what no mapper can know: a value nested so deep that the stack ends, a text too long for one string. */
  const rejectRows = (rows: readonly number[], thrown: unknown) => {
    const message = `This row cannot be read as ${dialect.title}: ${thrown instanceof Error ? thrown.message : String(thrown)}.`;
    sink.reject({ rows, finding: { pointer: "", rule: "dialect", message } });
  };

  const mapper = dialect.open(dialect.joins ? context : { ...context, companions: [] }, take);
  return {
    digestOf,
    row(row) {
      last = row;
      if (isRowScope) parts.clear();
      else digests.set(row.number, row.sha256);
      try {
        mapper.row(row);
      } catch (thrown) {
        rejectRows([row.number], thrown);
      }
    },
    end() {
      try {
        mapper.end();
      } catch (thrown) {
        rejectRows(last === undefined ? [] : [last.number], thrown);
      }
    },
  };
}

/**
 * Converts rows of one file, and keeps what became of them.
 * @returns a function that takes the next rows and gives what is ready. With `ended` it gives what waited for more rows, too.
 */
export function createConverter(dialect: Dialect, context: MappingContext): (rows: readonly Row[], ended: boolean) => Conversion {
  let conversion: Conversion = { records: [], skipped: [], asks: [], rejected: [] };
  const converter = openConverter(dialect, context, {
    record: (converted) => conversion.records.push(converted),
    skip: (skipped) => conversion.skipped.push(skipped),
    ask: (asked) => conversion.asks.push(asked),
    reject: (rejected) => conversion.rejected.push(rejected),
  });
  return (rows, ended) => {
    for (const row of rows) converter.row(row);
    if (ended) converter.end();
    const done = conversion;
    conversion = { records: [], skipped: [], asks: [], rejected: [] };
    return done;
  };
}
