import type { Finding, RecordKind } from "../../../contract/index.ts";
import type { Askable, Dialect, MappingContext, Outcome, Proof, Row } from "./dialect.ts";

/** A row with what its record has to say about its origin. */
export interface SourceRow extends Row {
  /** SHA-256 of the row's bytes, hex. */
  sha256: string;
}

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

/**
 * Converts rows of one file.
 * @returns a function that takes the next rows and gives what is ready. With `ended` it gives what waited for more rows, too.
 */
export function createConverter(dialect: Dialect, context: MappingContext): (rows: readonly SourceRow[], ended: boolean) => Conversion {
  let ready: Outcome[] = [];
  const mapper = dialect.open(dialect.joins ? context : { ...context, companions: [] }, (outcome) => ready.push(outcome));
  /** Of rows whose records may come later. */
  const digests = new Map<number, string>();
  const parts = new Map<number, number>();

  /** Mappers do not throw, except for what no mapper can know: a value nested so deep that the stack ends, a text too long for one string. */
  const attempt = (map: () => void, numbers: readonly number[]) => {
    try {
      map();
    } catch (thrown) {
      const message = `This row cannot be read as ${dialect.title}: ${thrown instanceof Error ? thrown.message : String(thrown)}.`;
      ready.push({ type: "reject", rows: numbers, finding: { pointer: "", rule: "dialect", message } });
    }
  };

  return (rows, ended) => {
    ready = [];
    if (dialect.scope === "row") digests.clear();
    if (dialect.scope === "row") parts.clear();
    for (const row of rows) {
      digests.set(row.number, row.sha256);
      attempt(() => mapper.row(row), [row.number]);
    }
    if (ended) attempt(() => mapper.end(), [...digests.keys()].slice(-1));
    const conversion: Conversion = { records: [], skipped: [], asks: [], rejected: [] };
    for (const outcome of ready) {
      if (outcome.type === "skip") conversion.skipped.push(outcome);
      else if (outcome.type === "ask") conversion.asks.push(outcome);
      else if (outcome.type === "reject") conversion.rejected.push(outcome);
      else {
        const { kind, record, rows: from, id, proofs = [] } = outcome;
        const line = from[0] as number;
        const part = (parts.get(line) ?? 0) + 1;
        parts.set(line, part);
        const source: Source = {
          dialect: dialect.name,
          version: dialect.version,
          file: context.name,
          line,
          sha256: digests.get(line) as string,
          ...(id === undefined ? (part > 1 ? { part } : {}) : { id }),
        };
        conversion.records.push({ kind, record: { ...record, source }, rows: from, proofs });
      }
    }
    return conversion;
  };
}
