import type { MarkedLines, QuarantineMark, RejectedAgain } from "../collector/quarantine-line.ts";
import type { SqlValue, Statement } from "./duckdb.ts";
import { toReason } from "./quarantine-reason.ts";

/** What a mark of quarantine.jsonl at `offset` changes in the table of its entries. */
export function toStatements(offset: number, mark: QuarantineMark): Statement[] {
  switch (mark.mark) {
    case "retrying":
      return [];
    case "record":
      return [[`UPDATE quarantine SET state = 'record', mark = ? WHERE ${isOneOf(mark.lines)} AND off < ?`, [offset, offset]]];
    case "rejected":
      return toChunks(mark.lines).map((lines) => updateReasons(offset, lines));
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

/** Rows of one statement: each has five parameters. */
const maxUpdated = 500;

function toChunks<T>(list: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < list.length; at += maxUpdated) chunks.push(list.slice(at, at + maxUpdated));
  return chunks;
}

function updateReasons(offset: number, lines: readonly RejectedAgain[]): Statement {
  const rows = lines.map(() => "(?::BIGINT, ?::VARCHAR, ?::VARCHAR, ?::VARCHAR, ?::VARCHAR)").join(", ");
  const values = lines.flatMap(({ line, findings }): SqlValue[] => {
    const { reason, message, fix } = toReason(findings);
    return [line, reason, message, fix, JSON.stringify(findings)];
  });
  return [
    `UPDATE quarantine SET reason = again.reason, message = again.message, fix = again.fix, findings = again.findings
     FROM (VALUES ${rows}) again (line, reason, message, fix, findings) WHERE off = again.line AND off < ?`,
    [...values, offset],
  ];
}

/** The entries that a mark at `offset` speaks of. */
function toCondition(lines: MarkedLines, offset: number): { sql: string; values: SqlValue[] } {
  if ("lines" in lines) return { sql: `${isOneOf(lines.lines)} AND off < ?`, values: [offset] };
  const before = Math.min(lines.before, offset);
  if (!("group" in lines)) return { sql: "off < ?", values: [before] };
  return { sql: "off < ? AND source = ? AND reason = ?", values: [before, lines.group.source, lines.group.reason] };
}

const isOneOf = (offsets: readonly number[]) => `off IN (SELECT unnest([${offsets.map(Math.trunc).join(", ")}]::BIGINT[]))`;
