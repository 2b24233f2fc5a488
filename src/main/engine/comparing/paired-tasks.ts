import type { Paired } from "../../../contract/index.ts";
import type { TaskTally } from "../statistics/pass-at-k.ts";
import type { ReadRows } from "../store/duckdb.ts";
import type { SideRows } from "./side.ts";

/** Tasks that differences are computed from at most: 2 000 draws of so many take half a second, in slices. */
export const maxTasks = 20_000;

/** What both sides did on the tasks that they share; values are means by task, NaN where none is known. */
export interface PairedTasks extends Pick<Paired, "by" | "tasks" | "usedTasks" | "repeated"> {
  discordance: Pick<Paired["success"], "bothRight" | "onlyA" | "onlyB" | "bothWrong" | "mixed">;
  tallies: { a: TaskTally[]; b: TaskTally[] };
  success: { a: Float64Array; b: Float64Array };
  latency: { a: Float64Array; b: Float64Array };
  quality: { a: Float64Array; b: Float64Array };
}

const columns = ["success", "latency", "quality"] as const;

/** One row a task of a side. Sums are of whole units, so that a mean has the same digits however threads share the scan. */
const byTask = (rows: SideRows, tasks: string, key: string) => `
  SELECT t.${key} AS task, count(*) AS n, count(*) FILTER (success) AS hits,
    sum(TRY_CAST(latency * 1e6 AS HUGEINT))::DOUBLE / 1e6 / count(latency) AS latency, sum(TRY_CAST(quality * 1e9 AS HUGEINT))::DOUBLE / 1e9 / count(quality) AS quality
  FROM (${rows.sql}) r JOIN ${tasks} t ON t.off = r.off WHERE t.${key} IS NOT NULL GROUP BY t.${key}`;

/** Pairs by `task_id`, or by input where more tasks are shared by that; null where none is. @param tasks the table of a `TaskTable`. */
export async function readPairedTasks(read: ReadRows, a: SideRows, b: SideRows, tasks: string): Promise<PairedTasks | null> {
  const shared = { task: await countShared(read, a, b, tasks, "task"), input: await countShared(read, a, b, tasks, "input") };
  if (shared.task + shared.input === 0) return null;
  const key = shared.input > shared.task ? "input" : "task";
  const pairs = `a AS (${byTask(a, tasks, key)}), b AS (${byTask(b, tasks, key)}),
    pairs AS MATERIALIZED (SELECT a.task, a.n AS a_n, a.hits AS a_hits, a.latency AS a_latency, a.quality AS a_quality,
      b.n AS b_n, b.hits AS b_hits, b.latency AS b_latency, b.quality AS b_quality FROM a JOIN b ON a.task = b.task)`;
  const values = [...a.values, ...b.values];
  const counts = await read<{ what: string; n: number; hits: number; tasks: number }>(
    `WITH ${pairs} SELECT 'a' AS what, a_n AS n, a_hits AS hits, count(*) AS tasks FROM pairs GROUP BY ALL
     UNION ALL SELECT 'b', b_n, b_hits, count(*) FROM pairs GROUP BY ALL
     UNION ALL SELECT 'both', CASE WHEN a_hits = a_n THEN 1 WHEN a_hits = 0 THEN 0 ELSE 2 END, CASE WHEN b_hits = b_n THEN 1 WHEN b_hits = 0 THEN 0 ELSE 2 END, count(*)
       FROM pairs GROUP BY ALL ORDER BY ALL`,
    values,
  );
  // By the hash, which has nothing to do with what is measured: a sample that is the same each time.
  const rows = await read<Record<`${"a" | "b"}_${"n" | "hits" | "latency" | "quality"}`, number | null>>(
    `WITH ${pairs} SELECT * EXCLUDE (task) FROM pairs ORDER BY task LIMIT ${maxTasks}`,
    values,
  );
  const tally = (side: "a" | "b") => counts.filter(({ what }) => what === side);
  const cell = (one: number, other: number) =>
    counts.find(({ what, n, hits }) => what === "both" && n === one && hits === other)?.tasks ?? 0;
  const column = (side: "a" | "b", name: (typeof columns)[number]) =>
    Float64Array.from(rows, (row) =>
      name === "success" ? Number(row[`${side}_hits`]) / Number(row[`${side}_n`]) : (row[`${side}_${name}`] ?? Number.NaN),
    );
  const bothKnown = (name: (typeof columns)[number]) => {
    const [one, other] = [column("a", name), column("b", name)];
    const isKnown = (_: number, i: number) => !Number.isNaN(one[i]) && !Number.isNaN(other[i]);
    return { a: one.filter(isKnown), b: other.filter(isKnown) };
  };
  const [bothRight, onlyA, onlyB, bothWrong] = [cell(1, 1), cell(1, 0), cell(0, 1), cell(0, 0)];
  const repeatedOn = (side: "a" | "b") => tally(side).reduce((sum, { n, tasks: count }) => sum + (n > 1 ? count : 0), 0);
  return {
    by: key === "task" ? "task_id" : "input",
    tasks: shared[key],
    usedTasks: rows.length,
    repeated: { a: repeatedOn("a"), b: repeatedOn("b") },
    discordance: { bothRight, onlyA, onlyB, bothWrong, mixed: shared[key] - bothRight - onlyA - onlyB - bothWrong },
    tallies: { a: tally("a").map(toTally), b: tally("b").map(toTally) },
    success: bothKnown("success"),
    latency: bothKnown("latency"),
    quality: bothKnown("quality"),
  };
}

const toTally = ({ n, hits, tasks }: { n: number; hits: number; tasks: number }): TaskTally => ({ n, right: hits, tasks });

async function countShared(read: ReadRows, a: SideRows, b: SideRows, tasks: string, key: "task" | "input"): Promise<number> {
  const keys = (rows: SideRows) => `SELECT t.${key} FROM (${rows.sql}) r JOIN ${tasks} t ON t.off = r.off WHERE t.${key} IS NOT NULL`;
  const [row] = await read<{ n: number }>(`SELECT count(*) AS n FROM (${keys(a)} INTERSECT ${keys(b)})`, [...a.values, ...b.values]);
  return row?.n ?? 0;
}
