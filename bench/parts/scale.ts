import { mkdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pages } from "../lib/asking.ts";
import { folderBytes } from "../lib/folder-bytes.ts";
import { generated } from "../lib/generate.ts";
import { startHost } from "../lib/host.ts";
import type { Context, Part } from "../lib/part.ts";
import { inFolder, runAssay } from "../lib/process.ts";
import { computeFigures, firstLine } from "../lib/row.ts";
import type { ScaleFigures, ScalePoint, Used } from "../lib/scale.ts";
import { makeExecutions } from "../lib/scale-lines.ts";
import { measureStores } from "../lib/stores.ts";
import { grouped } from "../lib/words.ts";

/** Each workspace is removed before the next is made; journal, index and temporary files of an execution need less than this. */
const bytesPerRecord = 480;
const spareBytes = 2e9;
const linesPerFile = 100;

type Fill = (workspace: string) => Promise<Used>;

/** What one machine carries: workspaces of more and more executions, and of much of everything else. They come through a pipe where they can. */
export const scalePart: Part = async (context) => {
  const { lines, comparisons, growth, big } = context;
  const sizes = [...new Set([...growth, big])].sort((a, b) => a - b);
  const engines = Math.ceil(lines / 10);
  const files = Math.ceil(lines / linesPerFile);
  const scale: ScalePoint[] = [];
  const point = async (content: string, records: number, way: ScalePoint["way"], fill: Fill) => {
    process.stderr.write(`bench: ${grouped(records)} ${content} …\n`);
    scale.push({ content, records, way, ...(await measure(context, records, fill)) });
  };
  for (const size of sizes) await point("executions", size, "collect", collected(size, 8));
  await point(`executions of ${grouped(engines)} engines`, lines, "collect", collected(lines, engines));
  await point("comparisons", comparisons, "import", imported("comparisons", comparisons));
  await point("samples", lines, "import", imported("samples", lines));
  await point(`executions in ${grouped(files)} files`, lines, "import of a folder", importedFolder(lines));
  return { rows: [], scale, stores: await measureStores(context) };
};

const collected =
  (count: number, engines: number): Fill =>
  (workspace) =>
    runAssay(["collect", "--workspace", workspace, "--kind", "engine_execution", "--json"], [0], makeExecutions(count, engines));

const imported =
  (kind: "comparisons" | "samples", count: number): Fill =>
  async (workspace) =>
    runAssay(["import", await generated(kind, count), "--workspace", workspace, "--json"]);

const importedFolder =
  (count: number): Fill =>
  (workspace) =>
    inFolder(async (folder) => {
      await writeFiles(folder, count);
      return runAssay(["import", folder, "--workspace", workspace, "--json"]);
    });

async function writeFiles(folder: string, count: number): Promise<void> {
  let lines: string[] = [];
  let files = 0;
  const write = (some: string[]) => writeFile(join(folder, `${String(files++).padStart(6, "0")}.jsonl`), some.join(""));
  for (const chunk of makeExecutions(count)) {
    lines.push(...chunk.split(/(?<=\n)/));
    while (lines.length >= linesPerFile) {
      await write(lines.slice(0, linesPerFile));
      lines = lines.slice(linesPerFile);
    }
  }
  if (lines.length > 0) await write(lines);
}

async function measure(context: Context, records: number, fill: Fill): Promise<Pick<ScalePoint, "figures" | "missing">> {
  const workspace = join(context.folder, "scale");
  try {
    await mkdir(context.folder, { recursive: true });
    const { bavail, bsize } = await statfs(context.folder);
    const needed = records * bytesPerRecord + spareBytes;
    if (bavail * bsize < needed) {
      const free = (bavail * bsize) / 1e9;
      return { missing: `the disk is the limit: ${free.toFixed(0)} GB are free, up to ${(needed / 1e9).toFixed(0)} GB are needed` };
    }
    return { figures: await measureFilled(context, workspace, await fill(workspace)) };
  } catch (thrown) {
    return { missing: firstLine(thrown) };
  } finally {
    await rm(workspace, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measureFilled({ folder, runs }: Context, workspace: string, filled: Used): Promise<ScaleFigures> {
  const opened: Used[] = [];
  const asked: Used[] = [];
  const times = Math.min(runs, 3);
  for (let i = 0; i < times; i++) opened.push(await open(workspace, folder));
  for (let i = 0; i < times; i++) asked.push(await runAssay(["stats", "--workspace", workspace, "--json"]));
  return {
    fill: toMedian([filled]),
    journalBytes: await folderBytes(join(workspace, "output"), ".jsonl"),
    indexBytes: await folderBytes(join(workspace, ".assay")),
    open: toMedian(opened),
    stats: toMedian(asked),
  };
}

async function open(workspace: string, folder: string): Promise<Used> {
  const report = join(folder, "open.json");
  const host = await startHost(workspace, join(folder, "home"), [], report);
  await pages(host, "executions", 100)();
  await host.stop();
  return { ...(JSON.parse(await readFile(report, "utf8")) as Used), seconds: host.answeredMs / 1000 };
}

const toMedian = (all: readonly Used[]): Used => ({
  seconds: computeFigures(all.map(({ seconds }) => seconds)).median,
  cpuSeconds: computeFigures(all.map(({ cpuSeconds }) => cpuSeconds)).median,
  peakMb: computeFigures(all.map(({ peakMb }) => peakMb)).max,
});
