import type { Input, Output, QuarantineGroup } from "../../../contract/index.ts";
import { decodeCursor, encodeCursor, isOffset } from "./cursor.ts";
import { isOpen, type QuarantineSource } from "./quarantine-list.ts";

const list = "quarantine groups";

/** Groups of open entries by file and rule, the largest first. @throws AssayError invalid_argument for a cursor of another list. */
export async function listQuarantineGroups(
  { db }: Pick<QuarantineSource, "db">,
  { cursor, limit }: Input<"quarantine.groups">,
): Promise<Output<"quarantine.groups">> {
  const from = decodeCursor(list, cursor, ([at]) => (isOffset(at) ? at : undefined)) ?? 0;
  return db.snapshot(async (read) => {
    const [counts] = await read<{ groups: number; total: number }>(
      `SELECT count(DISTINCT (source, reason)) AS "groups", count(*) AS total FROM quarantine WHERE ${isOpen}`,
    );
    const rows = await read<QuarantineGroup>(
      `SELECT source, reason, count(*) AS lines, count(*) FILTER (can_retry) AS "canRetry", arg_min(message, off) AS message,
         arg_min(coalesce(fix, ''), off) AS fix, max(at_ms) AS "newestAtMs", arg_max(coalesce(dialect, ''), off) AS dialect
       FROM quarantine WHERE ${isOpen} GROUP BY source, reason ORDER BY lines DESC, source, reason LIMIT ? OFFSET ?`,
      [limit + 1, from],
    );
    const { groups, total } = counts ?? { groups: 0, total: 0 };
    const page = rows.slice(0, limit).map((row) => ({ ...row, fix: row.fix || null, dialect: row.dialect || null }));
    return { rows: page, nextCursor: rows.length > limit ? encodeCursor(list, from + limit) : null, groups, total };
  });
}
