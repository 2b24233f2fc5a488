import { type ChannelName, channelNames } from "../../../contract/index.ts";
import type { Journal } from "../files/journal.ts";
import type { Database } from "./duckdb.ts";
import { dropKept } from "./kept-answers.ts";
import { dropSums } from "./kept-sums.ts";
import { clearProgress, isUnchanged, readProgress } from "./progress.ts";
import { emptyTable } from "./schema.ts";

/** What the index needs of a journal, open for writing or for reading. */
export type IndexedJournal = Pick<Journal, "path" | "durableBytes" | "startBytes" | "replacements">;

/** Only rows that come from the journal: curation writes its own rows of `samples`. */
const deleteRows: Record<ChannelName, string[]> = {
  events: [emptyTable("executions"), emptyTable("executions_replaced")],
  comparisons: (["comparisons", "candidates", "comparisons_replaced", "candidates_replaced"] as const).map(emptyTable),
  training_samples: ["DELETE FROM samples WHERE origin = 'collected' AND NOT edited"],
};

/** Deletes what is indexed of a channel. */
export async function clearChannel(db: Database, channel: ChannelName): Promise<void> {
  await db.write(async (run) => {
    for (const sql of deleteRows[channel]) await run(sql);
    await run("DELETE FROM left_out WHERE channel = ?", [channel]);
    await run(...clearProgress(channel));
    await run(...dropKept);
    if (channel === "events") for (const statement of dropSums) await run(...statement);
  });
}

const toRules = (strict: boolean) => (strict ? "strict" : "lenient");

async function readRules(db: Database): Promise<string | null> {
  return (await db.get<{ value: string }>("SELECT value FROM meta WHERE key = 'line_rules'"))?.value ?? null;
}

/** Whether the indexed lines were validated by the rules in force. */
export async function hasRules(db: Database, strict: boolean): Promise<boolean> {
  return (await readRules(db)) === toRules(strict);
}

/** Stores the rules that lines are validated by. If others were in force, every channel is cleared. @returns whether it was. */
async function applyRules(db: Database, strict: boolean): Promise<boolean> {
  const rules = toRules(strict);
  const before = await readRules(db);
  if (before === rules) return false;
  if (before !== null) for (const channel of channelNames) await clearChannel(db, channel);
  await db.write((run) => run("INSERT INTO meta VALUES ('line_rules', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [rules]));
  return before !== null;
}

/**
 * Compares the index with the journals. A channel whose journal is shorter or other than what was indexed is cleared; all of them are
 * when their lines were validated by other rules than those in force.
 * @returns repairs: a sentence for each thing cleared. lagBytes: how much has to be read.
 */
export async function checkJournals(
  db: Database,
  journals: ReadonlyMap<ChannelName, IndexedJournal>,
  strict: boolean,
): Promise<{ repairs: string[]; lagBytes: number }> {
  const repairs = (await applyRules(db, strict))
    ? [`strict_validation is ${strict ? "on" : "off"} now; the lines of the journals are judged and indexed again.`]
    : [];
  const progress = await readProgress(db);
  let lagBytes = 0;
  for (const channel of channelNames) {
    const journal = journals.get(channel);
    const indexed = progress.get(channel);
    if (indexed && !(journal && indexed.bytes <= journal.durableBytes && (await isUnchanged(journal.path, indexed)))) {
      await clearChannel(db, channel);
      if (journal) repairs.push(`${journal.path} is not what it was when it was indexed; it is indexed again.`);
      lagBytes += journal?.durableBytes ?? 0;
    } else {
      lagBytes += (journal?.durableBytes ?? 0) - (indexed?.bytes ?? 0);
    }
  }
  return { repairs, lagBytes };
}
