import { createHash } from "node:crypto";
import { toolVersion } from "../base/version.ts";
import type { Database, ReadRows, Statement } from "./duckdb.ts";

/** Raise it when one of these answers means something else than before, or has another shape. */
const answersVersion = 1;

/** Fewer executions are counted anew sooner than their answers are worth the space. */
const minExecutions = 200_000;
const maxAnswerChars = 1_000_000;
const maxChars = 4_000_000;

const prefix = "answer ";
/** In `meta`: which rows the answers are of. */
const stateKey = "answers_of";

/**
 * Answers kept in the table `meta` of the index from one start to the next, so that what was on screen yesterday is there at once. They hold
 * for the very rows they were made of, which `readState` names; nothing has to take them back.
 */
export class KeptAnswers {
  readonly #db: Database;
  readonly #minExecutions: number;

  constructor(db: Database, options: { minExecutions?: number } = {}) {
    this.#db = db;
    this.#minExecutions = options.minExecutions ?? minExecutions;
  }

  /** @param key as `QueryCache.keyOf` makes it. @returns undefined where it is not kept, or of other rows than those that are there now. */
  find<T>(key: string): Promise<T | undefined> {
    return this.#db.snapshot(async (read) => {
      const [kept] = await read<{ value: string }>("SELECT value FROM meta WHERE key = ?", [prefix + key]);
      if (kept === undefined) return undefined;
      return (await readKeptState(read)) === (await readState(read)) ? (JSON.parse(kept.value) as T) : undefined;
    });
  }

  /** @param answers of the rows that are there now, by key; those named first are kept where not all can be. They take the place of what was kept before. */
  async keep(answers: ReadonlyMap<string, unknown>): Promise<void> {
    const texts = takeFitting(answers);
    const { state, known } = await this.#db.snapshot(async (read) => {
      const now = await readState(read);
      const isSame = (await readKeptState(read)) === now;
      const rows = isSame ? await read<{ key: string }>("SELECT key FROM meta WHERE starts_with(key, ?)", [prefix]) : [];
      const [indexed] = await read<{ lines: number }>("SELECT lines FROM progress WHERE channel = 'events'");
      return { state: (indexed?.lines ?? 0) < this.#minExecutions ? null : now, known: new Set(rows.map(({ key }) => key)) };
    });
    if (state === null || [...texts.keys()].every((key) => known.has(key))) return;
    await this.#db.write(async (run) => {
      await run(...dropKept);
      for (const [key, text] of [[stateKey, state] as const, ...texts])
        await run("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [key, text]);
    });
  }
}

/** The statement that forgets them, for whoever makes the rows anew from the same lines. */
export const dropKept: Statement = [`DELETE FROM meta WHERE starts_with(key, '${prefix}') OR key = '${stateKey}'`];

function takeFitting(answers: ReadonlyMap<string, unknown>): Map<string, string> {
  const texts = new Map<string, string>();
  let chars = 0;
  for (const [key, answer] of answers) {
    const text = JSON.stringify(answer);
    if (text === undefined || text.length > maxAnswerChars || chars + text.length > maxChars) continue;
    chars += text.length;
    texts.set(prefix + key, text);
  }
  return texts;
}

async function readKeptState(read: ReadRows): Promise<string | null> {
  const [row] = await read<{ value: string }>("SELECT value FROM meta WHERE key = ?", [stateKey]);
  return row?.value ?? null;
}

/** Names the rows: how much of the journals is indexed, by which rules, and which of their lines were replaced; and who made the answers. */
async function readState(read: ReadRows): Promise<string> {
  const progress = await read("SELECT * FROM progress WHERE channel IN ('events', 'comparisons') ORDER BY channel");
  const rules = await read("SELECT * FROM meta WHERE key IN ('line_rules', 'curation.replaced') ORDER BY key");
  return createHash("sha256")
    .update(JSON.stringify([answersVersion, toolVersion, progress, rules]))
    .digest("hex");
}
