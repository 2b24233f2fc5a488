import { type ChannelName, channelNames } from "../../../contract/index.ts";
import type { Database, Statement } from "./duckdb.ts";
import { dropSums } from "./kept-sums.ts";

/**
 * Rows of lines that another mapping replaced lie in tables of their own: no question has to leave them out. `replaced` says which lines those
 * are, before they are loaded: a rebuilt index never shows them.
 */
const tables = {
  events: [{ table: "executions", isReplaced: (row: string) => isNamed(row, "events") }],
  comparisons: [
    // Candidates first: they are found by the rows of their comparisons.
    {
      table: "candidates",
      isReplaced: (row: string) => `${row}.off IN (SELECT c.off FROM comparisons c WHERE ${isNamed("c", "comparisons")})`,
    },
    { table: "comparisons", isReplaced: (row: string) => isNamed(row, "comparisons") },
  ],
  // Curation changes samples itself.
  training_samples: [],
} as const;

const isNamed = (row: string, channel: ChannelName) =>
  `EXISTS (SELECT 1 FROM replaced r WHERE r.channel = '${channel}' AND r.h0 = ${row}.h0 AND r.h1 = ${row}.h1 AND r.h2 = ${row}.h2)`;

/** Where the rows of replaced lines are. */
export const replacedTable = (table: "executions" | "comparisons" | "candidates") => `${table}_replaced`;

/** Rows of a channel's lines whether they were replaced or not, as SQL after FROM. @param columns trusted SQL. */
export function everyRow(table: "executions" | "comparisons", columns: string): string {
  return `(SELECT ${columns} FROM ${table} UNION ALL SELECT ${columns} FROM ${replacedTable(table)})`;
}

/** Moves rows that were just loaded away, where their lines were replaced. @param fromOffset of the first of them. */
export function moveLoaded(channel: ChannelName, fromOffset: number): Statement[] {
  return tables[channel].flatMap(({ table, isReplaced }): Statement[] => {
    const which = `t.off >= ${fromOffset} AND ${isReplaced("t")}`;
    return [[`INSERT INTO ${replacedTable(table)} SELECT * FROM ${table} t WHERE ${which}`], [`DELETE FROM ${table} t WHERE ${which}`]];
  });
}

/** Whether any lines of a channel were replaced. */
export async function hasReplaced(db: Database): Promise<ReadonlySet<ChannelName>> {
  const rows = await db.all<{ channel: ChannelName }>("SELECT DISTINCT channel FROM replaced");
  return new Set(rows.map(({ channel }) => channel));
}

/** Moves every row to where `replaced` says that it belongs. */
export function moveAll(): Statement[] {
  const back = (Object.keys(tables) as ChannelName[]).flatMap((channel) =>
    tables[channel].flatMap(({ table }): Statement[] => [
      [`INSERT INTO ${table} SELECT * FROM ${replacedTable(table)}`],
      [`DELETE FROM ${replacedTable(table)}`],
    ]),
  );
  return [...dropSums, ...back, ...channelNames.flatMap((channel) => moveLoaded(channel, 0))];
}

/** How many records of each channel are replaced. */
export async function countReplaced(db: Database): Promise<Map<ChannelName, number>> {
  const row = await db.get<{ events: number; comparisons: number }>(
    "SELECT (SELECT count(*) FROM executions_replaced)::INTEGER AS events, (SELECT count(*) FROM comparisons_replaced)::INTEGER AS comparisons",
  );
  return new Map([
    ["events", row?.events ?? 0],
    ["comparisons", row?.comparisons ?? 0],
  ]);
}
