import { type Signal, styleNames, type WinSource } from "../../../contract/index.ts";
import { groupBy } from "../base/group-by.ts";
import type { LogState } from "../curation/state/log-state.ts";
import { perhapsCutBytes, styleParts, withoutCode } from "../judging/answers.ts";
import { judgedSql } from "../judging/recorded.ts";
import type { Database } from "../store/duckdb.ts";
import { decidedVerdict, readDecidedEngines } from "./decided-wins.ts";
import { toOutcome } from "./outcome.ts";
import { recordedVerdictsSql } from "./recorded-wins.ts";

/** Comparisons whose texts are looked at: the database counts in a million texts for minutes. Those with the lowest hashes, the same each time. */
export const maxStyled = 20_000;
const pageComparisons = 2_000;

/** One answer of a comparison, as far as style goes: how much of each of `styleNames`. */
interface StyledAnswer {
  engine: string;
  style: number[];
}

/** A comparison whose answers' texts are known. */
export interface StyledOutcome {
  best: StyledAnswer[];
  worse: StyledAnswer[];
}

interface Judged {
  off: number;
  best: number[];
  worse: number[];
}

/** @returns outcomes with the style of each answer, and how many have answers that are not whole in the index. @throws AssayError cancelled; of the index. */
export async function readStyled(
  db: Database,
  source: WinSource,
  state: LogState,
  signal?: Signal,
): Promise<{ outcomes: StyledOutcome[]; noText: number }> {
  const judged = source === "recorded" ? await sampleRecorded(db, signal) : await sampleDecided(db, state, source, signal);
  const outcomes: StyledOutcome[] = [];
  let noText = 0;
  for (let at = 0; at < judged.length; at += pageComparisons) {
    const page = judged.slice(at, at + pageComparisons);
    const answers = await readStyles(db, page, signal);
    for (const { off, best, worse } of page) {
      const of = (positions: readonly number[]) => positions.map((position) => answers.get(off)?.get(position) ?? null);
      const [one, other] = [of(best), of(worse)];
      if ([...one, ...other].includes(null)) noText++;
      else outcomes.push({ best: one as StyledAnswer[], worse: other as StyledAnswer[] });
    }
  }
  return { outcomes, noText };
}

async function sampleRecorded(db: Database, signal?: Signal): Promise<Judged[]> {
  const rows = await db.all<{ off: number; n: number; best: number; what: string }>(
    `WITH judged AS MATERIALIZED (SELECT * FROM (${judgedSql}) ORDER BY hash(off) LIMIT ${maxStyled})
     SELECT off, len(engines) AS n, best, what FROM (${recordedVerdictsSql("judged")}) WHERE what <> 'ambiguous' ORDER BY off`,
    [],
    signal,
  );
  return rows.map(({ off, n, best, what }) => {
    const positions = Array.from({ length: n }, (_, position) => position);
    return what === "tie" ? { off, best: positions, worse: [] } : { off, best: [best], worse: positions.filter((one) => one !== best) };
  });
}

async function sampleDecided(db: Database, state: LogState, source: Exclude<WinSource, "recorded">, signal?: Signal): Promise<Judged[]> {
  const all: Judged[] = [];
  // A key is a hash.
  const keys = [...state.comparisons.keys()].sort();
  for await (const some of readDecidedEngines(db, keys, signal)) {
    for (const { off, key, engines } of some.sort((one, other) => (one.key < other.key ? -1 : 1))) {
      const verdict = decidedVerdict(state, source, key, engines.length);
      if (toOutcome(verdict, engines) === null) continue;
      all.push(
        typeof verdict === "string"
          ? { off, best: engines.map((_, position) => position), worse: [] }
          : { off, best: [...verdict.best], worse: [...verdict.worse] },
      );
      if (all.length === maxStyled) return all;
    }
  }
  return all;
}

/** By comparison, then by position; answers without all of their text, and without an engine, are left out. */
async function readStyles(db: Database, judged: readonly Judged[], signal?: Signal): Promise<Map<number, Map<number, StyledAnswer>>> {
  const rows = await db.all<{ off: number; position: number; engine_id: string } & Record<(typeof styleNames)[number], number>>(
    `SELECT off, position, engine_id, length, ${Object.entries(styleParts)
      .map(([name, sql]) => `${sql} AS ${name}`)
      .join(", ")}
     FROM (SELECT off, position, engine_id, length(output) AS length, ${withoutCode("output")} AS text FROM candidates
       WHERE off IN (SELECT unnest(string_split(?, ','))::BIGINT) AND engine_id IS NOT NULL AND output IS NOT NULL AND strlen(output) < ${perhapsCutBytes})`,
    [judged.map(({ off }) => off).join(",")],
    signal,
  );
  const toAnswer = (row: (typeof rows)[number]) => ({ engine: row.engine_id, style: styleNames.map((name) => row[name]) });
  return new Map(
    [...groupBy(rows, ({ off }) => off)].map(([off, some]) => [off, new Map(some.map((row) => [row.position, toAnswer(row)]))]),
  );
}

/** How much more of each style the first has, from -1 to 1: the difference as part of the sum, as LMArena has it. */
export const styleDifference = (first: readonly number[], second: readonly number[]) =>
  first.map((one, i) => {
    const other = second[i] ?? 0;
    return one + other === 0 ? 0 : (one - other) / (one + other);
  });
