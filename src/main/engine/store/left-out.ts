import { basename } from "node:path";
import { type ChannelName, channelNames, type RecordKind, recordKinds } from "../../../contract/index.ts";
import { formatCommand } from "../base/program.ts";
import { shellWord } from "../containers/container.ts";
import { countKind, tableOfKind } from "../records/kinds.ts";
import type { IsOwnWrite, LineHash } from "../records/line-hash.ts";
import type { Database } from "./duckdb.ts";
import { everyRow } from "./replaced-rows.ts";

/** Lines of a channel's journal that its views leave out. */
export interface LeftOut {
  /** Lines that are not valid records; no count includes them. */
  refused: number;
  /** Valid records of other kinds: how many, and how many of them are missing from their own channel too. */
  otherKinds: { kind: RecordKind; lines: number; missing: number }[];
}

interface Counted {
  channel: ChannelName;
  kind: RecordKind | null;
  lines: number;
  missing: number;
}

/** The condition for lines whose record is not in the table of its kind. */
const missingIn = (table: (typeof tableOfKind)[RecordKind]) =>
  `NOT EXISTS (SELECT 1 FROM ${table === "samples" ? table : everyRow(table, "h0, h1, h2")} t WHERE t.h0 = l.h0 AND t.h1 = l.h1 AND t.h2 = l.h2)`;

/**
 * Counts the lines that are in no view, from the index.
 * @param loadIsOwnWrite called only if needed: a sample edited or removed since is not missing although no row has its hash.
 */
export async function readLeftOut(
  db: Database,
  loadIsOwnWrite: () => IsOwnWrite | Promise<IsOwnWrite>,
): Promise<Map<ChannelName, LeftOut>> {
  const counted = await db.all<Counted>("SELECT channel, kind, count(*)::INTEGER AS lines, 0 AS missing FROM left_out GROUP BY ALL");
  for (const one of counted) {
    if (one.kind === null) continue;
    const where = `l.channel = ? AND l.kind = ? AND ${missingIn(tableOfKind[one.kind])}`;
    // A record that is there twice is missing once.
    const distinct = `SELECT DISTINCT h0, h1, h2 FROM left_out l WHERE ${where}`;
    if (one.kind === "training_sample") {
      const rows = await db.all<LineHash>(distinct, [one.channel, one.kind]);
      const isOwnWrite = await loadIsOwnWrite();
      one.missing = rows.filter((hash) => !isOwnWrite(hash)).length;
    } else {
      const row = await db.get<{ n: number }>(`SELECT count(*)::INTEGER AS n FROM (${distinct})`, [one.channel, one.kind]);
      one.missing = row?.n ?? 0;
    }
  }
  const all = new Map<ChannelName, LeftOut>();
  for (const channel of channelNames) {
    const own = counted.filter((one) => one.channel === channel);
    if (own.length === 0) continue;
    all.set(channel, {
      refused: own.find(({ kind }) => kind === null)?.lines ?? 0,
      otherKinds: recordKinds.flatMap((kind) =>
        own.filter((one) => one.kind === kind).map(({ lines, missing }) => ({ kind, lines, missing })),
      ),
    });
  }
  return all;
}

/** A sentence about the lines of a journal that are not valid records; null when there are none. */
export function describeRejected(file: string, { refused }: LeftOut): string | null {
  if (refused === 0) return null;
  return `${refused} ${refused === 1 ? "line of" : "lines of"} ${file} ${refused === 1 ? "is not a valid record and is not counted" : "are not valid records and are not counted"}; ${formatCommand("verify")} lists ${refused === 1 ? "it" : "them"}.`;
}

/** How to import records of other kinds from a channel's journal into their own channels. */
export function adviseBringingIn(journalPath: string, workspacePath: string): string {
  return `To import them: ${formatCommand(`import ${shellWord(journalPath)} --workspace ${shellWord(workspacePath)}`)}`;
}

/** Sentences about journal lines that are in no view, and how to import records of other kinds into theirs. */
export function describeLeftOut(
  leftOut: ReadonlyMap<ChannelName, LeftOut>,
  pathOfChannel: (channel: ChannelName) => string,
  workspacePath: string,
): string[] {
  const refused = [...leftOut].flatMap(([channel, one]) => describeRejected(basename(pathOfChannel(channel)), one) ?? []);
  const otherKinds = [...leftOut].flatMap(([channel, one]) => {
    const path = pathOfChannel(channel);
    const note = describeOtherKinds(basename(path), one);
    return note === null ? [] : [`${note} ${adviseBringingIn(path, workspacePath)}`];
  });
  return [...refused, ...otherKinds];
}

/** A sentence about the records of other kinds in a journal that are in no view; null when there are none. */
export function describeOtherKinds(file: string, { otherKinds }: LeftOut): string | null {
  const missing = otherKinds.filter((one) => one.missing > 0);
  if (missing.length === 0) return null;
  const total = missing.reduce((sum, one) => sum + one.missing, 0);
  return `${missing.map((one) => countKind(one.kind, one.missing)).join(" and ")} ${total === 1 ? "is" : "are"} in ${file} and in no view.`;
}
