import type { MarkedLines, QuarantineMark } from "../collector/quarantine-line.ts";
import type { SqlValue, Statement } from "./duckdb.ts";

/** What a mark of quarantine.jsonl at `offset` changes in the table of its entries. */
export function toStatements(offset: number, mark: QuarantineMark): Statement[] {
  switch (mark.mark) {
    case "retrying":
      return [];
    case "record":
      return [[`UPDATE quarantine SET state = 'record', mark = ? WHERE ${isOneOf(mark.lines)} AND off < ?`, [offset, offset]]];
    case "dismissed": {
      const { sql, values } = toCondition(mark, offset);
      return [
        [`UPDATE quarantine SET state = 'dismissed', mark = ? WHERE state = 'open' AND purge IS NULL AND ${sql}`, [offset, ...values]],
      ];
    }
    case "purged": {
      const { sql, values } = toCondition(mark, offset);
      return [[`UPDATE quarantine SET purge = ? WHERE purge IS NULL AND ${sql}`, [offset, ...values]]];
    }
    case "restored": {
      const { of, before } = mark;
      const column = mark.what === "purged" ? "purge" : "mark";
      const which = of === null ? { sql: "", values: [] } : { sql: ` AND ${column} = ?`, values: [of] };
      const change =
        mark.what === "purged"
          ? "SET purge = NULL WHERE purge IS NOT NULL"
          : "SET state = 'open', mark = NULL WHERE state = 'dismissed' AND purge IS NULL";
      return [[`UPDATE quarantine ${change} AND off < ?${which.sql}`, [Math.min(before, offset), ...which.values]]];
    }
  }
}

/** The entries that a mark at `offset` speaks of. */
function toCondition(lines: MarkedLines, offset: number): { sql: string; values: SqlValue[] } {
  if ("lines" in lines) return { sql: `${isOneOf(lines.lines)} AND off < ?`, values: [offset] };
  const before = Math.min(lines.before, offset);
  if (!("group" in lines)) return { sql: "off < ?", values: [before] };
  return { sql: "off < ? AND source = ? AND reason = ?", values: [before, lines.group.source, lines.group.reason] };
}

const isOneOf = (offsets: readonly number[]) => `off IN (SELECT unnest([${offsets.map(Math.trunc).join(", ")}]::BIGINT[]))`;
