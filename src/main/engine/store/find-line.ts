import type { ChannelName } from "../../../contract/index.ts";
import type { LineHash } from "../records/line-hash.ts";
import type { Database } from "./duckdb.ts";
import { everyRow } from "./replaced-rows.ts";

/** Journals that are only appended to, so that a line stays where it is. */
export const appendOnlyChannels = ["events", "comparisons"] as const satisfies ChannelName[];
export type AppendOnlyChannel = (typeof appendOnlyChannels)[number];

/** Where the first line with this hash is in its journal, in bytes, whether its record counts or was replaced; null when there is none. */
export async function findLine(db: Database, channel: AppendOnlyChannel, { h0, h1, h2 }: LineHash): Promise<number | null> {
  const rows = everyRow(channel === "events" ? "executions" : "comparisons", "off, h0, h1, h2");
  const found = await db.get<{ off: number | null }>(`SELECT min(off) AS off FROM ${rows} WHERE h0 = ${h0} AND h1 = ${h1} AND h2 = ${h2}`);
  return found?.off ?? null;
}

/** Whether each indexed line of a journal is a row of its channel's tables, so that none of them would be another kind's record, or rejected. */
export async function hasOnlyRows(db: Database, channel: AppendOnlyChannel): Promise<boolean> {
  return (await db.get("SELECT 1 AS found FROM left_out WHERE channel = ? LIMIT 1", [channel])) === undefined;
}
