import type { EngineComparison, Input, Paired, ShownDifference, Signal } from "../../../contract/index.ts";
import { YieldBudget } from "../async/yield-budget.ts";
import { alpha95, type Difference } from "../statistics/difference.ts";
import { mcnemar } from "../statistics/mcnemar.ts";
import { newcombe } from "../statistics/newcombe.ts";
import { minTasks, PairedBootstrap, type PairedStatistic } from "../statistics/paired-bootstrap.ts";
import { pairedShares } from "../statistics/paired-shares.ts";
import { passAtK } from "../statistics/pass-at-k.ts";
import { welch } from "../statistics/welch.ts";
import { queryCancelled } from "../store/database-errors.ts";
import type { Database } from "../store/duckdb.ts";
import { type PairedTasks, readPairedTasks } from "./paired-tasks.ts";
import { readShifts } from "./shift.ts";
import { measureSide, sideRows, toSideStats } from "./side.ts";
import { toShown } from "./verdict.ts";

/** Draws of a bootstrap, from this seed: the same records give the same answer. */
const draws = 2_000;
const seed = 20_261_127;
/** Shown of pass@k. */
const shownK = [1, 2, 3, 4, 5, 8, 10, 16, 32, 64, 100];

/** A difference at any level; the level is known once all are counted. */
type AtLevel = (alpha: number) => Difference;

/**
 * Two sides against each other, from one snapshot. @param tasks the name of a table of tasks that is up to date.
 * @throws AssayError cancelled; of the index.
 */
export async function compareEngines(
  db: Database,
  tasks: string,
  { a, b, ...counted }: Input<"engines.compare">,
  signal?: Signal,
): Promise<EngineComparison> {
  const [rowsA, rowsB] = [sideRows(a, counted), sideRows(b, counted)];
  const read = await db.snapshot(async (rows) => {
    const [one, other] = [await measureSide(rows, a, counted), await measureSide(rows, b, counted)];
    const shifts = await readShifts(rows, [
      { stats: one, rows: rowsA },
      { stats: other, rows: rowsB },
    ]);
    const paired = one.count > 0 && other.count > 0 ? await readPairedTasks(rows, rowsA, rowsB, tasks) : null;
    return { one, other, shifts, paired };
  }, signal);
  const { one, other, shifts } = read;
  const success: AtLevel = (alpha) =>
    newcombe({ hits: one.successCount, n: one.count }, { hits: other.successCount, n: other.count }, alpha);
  const quality: AtLevel = (alpha) => welch(one.qualityMoments, other.qualityMoments, alpha);
  const cost: AtLevel = (alpha) => welch(one.costMoments, other.costMoments, alpha);
  const paired = read.paired && (await drawPaired(read.paired, signal));
  const all = [
    ...shifts.map(({ difference }) => difference),
    success,
    quality,
    cost,
    ...(paired === null ? [] : Object.values(paired.differences)),
  ];
  const looks = all.filter((difference) => isInterval(difference(alpha95))).length;
  const show = (difference: AtLevel): ShownDifference => toShown(difference, Math.max(1, looks));
  return {
    a: toSideStats(one),
    b: toSideStats(other),
    latency: shifts.map(({ difference, ...shift }) => ({ ...shift, difference: show(difference) })),
    success: show(success),
    quality: show(quality),
    costUsd: show(cost),
    paired: paired === null ? null : toPaired(paired, show),
    looks,
  };
}

const isInterval = ({ low, high }: Difference) => low !== null || high !== null;

interface DrawnPairs {
  tasks: PairedTasks;
  differences: Record<"success" | "mean" | "median" | "p95" | "quality", AtLevel>;
}

/** Bootstraps what is paired and no share, a draw at a time, so that others get their turn. @throws AssayError cancelled. */
async function drawPaired(tasks: PairedTasks, signal?: Signal): Promise<DrawnPairs> {
  const start = ({ a, b }: { a: Float64Array; b: Float64Array }, ...statistics: PairedStatistic[]) =>
    new PairedBootstrap(a, b, statistics, seed);
  const latency = start(tasks.latency, "mean", "median", "p95");
  const quality = start(tasks.quality, "mean");
  const budget = new YieldBudget();
  for (let i = 0; i < draws; i++) {
    if (signal?.aborted) throw queryCancelled();
    for (const bootstrap of [latency, quality]) bootstrap.draw();
    // A task costs as much as a few bytes of parsing.
    await budget.spend(tasks.usedTasks * 8);
  }
  return {
    tasks,
    differences: {
      success: (alpha) => pairedShares(tasks.success.a, tasks.success.b, minTasks, alpha),
      mean: (alpha) => latency.difference("mean", alpha),
      median: (alpha) => latency.difference("median", alpha),
      p95: (alpha) => latency.difference("p95", alpha),
      quality: (alpha) => quality.difference("mean", alpha),
    },
  };
}

function toPaired({ tasks, differences }: DrawnPairs, show: (difference: AtLevel) => ShownDifference): Paired {
  const { by, tasks: shared, usedTasks, repeated, discordance, tallies } = tasks;
  const most = (some: PairedTasks["tallies"]["a"]) => some.reduce((largest, { n }) => Math.max(largest, n), 0);
  const largest = Math.max(most(tallies.a), most(tallies.b));
  // pass@1 of tasks that were answered once is the success rate.
  const ks = largest < 2 ? [] : shownK.filter((k) => k <= largest);
  return {
    by,
    tasks: shared,
    usedTasks,
    repeated,
    success: { difference: show(differences.success), ...discordance, p: mcnemar(discordance).midP },
    latency: {
      tasks: tasks.latency.a.length,
      mean: show(differences.mean),
      median: show(differences.median),
      p95: show(differences.p95),
    },
    quality: { tasks: tasks.quality.a.length, mean: show(differences.quality) },
    passAtK: ks.map((k) => ({ k, a: passAtK(tallies.a, k), b: passAtK(tallies.b, k) })),
  };
}
