import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pages, statistics, timed, unasked } from "../lib/asking.ts";
import { generated } from "../lib/generate.ts";
import { startHost } from "../lib/host.ts";
import type { Context, GrowthPoint, Part, Tenths } from "../lib/part.ts";
import { inFolder, runAssay } from "../lib/process.ts";
import { computeFigures, measureRows, type Row } from "../lib/row.ts";
import { grouped } from "../lib/words.ts";
import { importInto, sharedWorkspace } from "../lib/workspaces.ts";
import { openings } from "./open.ts";

/** How each cost grows with the number of records. */
export const growthPart: Part = async (context) => {
  const rows: Row[] = [];
  const growth: GrowthPoint[] = [];
  for (const records of context.growth) {
    const failed = await measureRows(`growth: ${grouped(records)} records`, async () => {
      growth.push(await pointAt(context, records));
      return [];
    });
    rows.push(...failed);
  }
  return { rows, growth };
};

/** The second half of a large import against its first: the cost of duplicate detection as the set grows. */
export const tenthsPart: Part = async (context) => {
  const rows: Row[] = [];
  const tenths: Tenths[] = [];
  for (const records of context.tenths) {
    const work = `second half of importing ${grouped(records)} executions against its first half`;
    const measured = await measureRows(work, async () => {
      const linesPerSecond = await measureTenths(context, records);
      tenths.push({ records, linesPerSecond });
      // The first tenth includes the start of the process.
      const [first, second] = [linesPerSecond.slice(1, 5), linesPerSecond.slice(5)];
      const peer = { name: "tenths 2 to 5", figures: computeFigures(first) };
      return [{ work, unit: "lines/s", assay: computeFigures(second), peer, budget: { ratioAtLeast: 0.9 }, note: "tenths 6 to 10" }];
    });
    rows.push(...measured);
  }
  return { rows, tenths };
};

/** A fast import is repeated and each tenth's median taken, since one tenth is shorter than a pause of the machine. */
async function measureTenths({ folder, growth, big, runs }: Context, records: number): Promise<number[]> {
  const isShared = growth.includes(records) || big === records;
  const times = records > 2_000_000 ? 1 : runs;
  const all: number[][] = [];
  if (isShared && times === 1) all.push((await sharedWorkspace(folder, "executions", records)).figures.tenths);
  while (all.length < times) await inFolder(async (own) => all.push((await importInto(join(own, "w"), "executions", records)).tenths));
  const seen = all.filter((tenths) => tenths.length === 10);
  if (seen.length === 0) throw new Error("the import was too quick to look at its tenths");
  return Array.from({ length: 10 }, (_, i) => computeFigures(seen.map((tenths) => tenths[i] ?? Number.NaN)).median);
}

async function pointAt(context: Context, records: number): Promise<GrowthPoint> {
  const { folder, runs } = context;
  const { path, figures } = await sharedWorkspace(folder, "executions", records);
  const { answeredMs, firstPageMs } = await openings(path, folder, runs);
  const host = await startHost(path, join(folder, "home"));
  const fresh = await timed(runs, () => statistics(host, unasked()));
  const again = await timed(runs + 1, () => statistics(host, [50, 95, 99]));
  const next = await timed(21, pages(host, "executions", 100));
  await host.stop();
  const seconds = [figures.seconds];
  // A small import is mostly process start; take the median of a few.
  while (records <= 1_000_000 && seconds.length < Math.min(runs, 3))
    await inFolder(async (own) => seconds.push((await importInto(join(own, "w"), "executions", records)).seconds));
  const importSeconds = computeFigures(seconds).median;
  return {
    records,
    importSeconds,
    importMicrosPerRecord: (importSeconds / records) * 1e6,
    peakMb: figures.peakMb,
    againSeconds: (await runAssay(["import", await generated("executions", records), "--workspace", path, "--json"])).seconds,
    statisticsMs: computeFigures(fresh).median,
    statisticsAgainMs: computeFigures(again.slice(1)).median,
    firstPageMs: computeFigures(firstPageMs).median,
    nextPageMs: computeFigures(next.slice(1)).median,
    openMs: computeFigures(answeredMs).median,
    indexBytesPerRecord: (await indexBytes(path)) / records,
  };
}

async function indexBytes(workspace: string): Promise<number> {
  const sizes = await Promise.all(
    ["index.duckdb", "index.duckdb.wal"].map((name) =>
      stat(join(workspace, ".assay", name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
