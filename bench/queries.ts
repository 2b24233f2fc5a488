import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { openWorkspace, silentLog, type Workspace } from "../src/main/engine/index.ts";
import { generated } from "./generate.ts";
import { figuresOf, inFolder, type Row } from "./measure.ts";

const importWorkerUrl = new URL("../out/headless/import-worker.js", import.meta.url);

async function timed(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < runs; i++) {
    const from = performance.now();
    await work();
    took.push(performance.now() - from);
  }
  return took;
}

/** The naive way: read all, parse all, sort, interpolate. */
async function naivePercentiles(path: string): Promise<number> {
  const latencies = (await readFile(path, "utf8"))
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line).metrics.latency_ms as number)
    .sort((a, b) => a - b);
  const at = (latencies.length - 1) * 0.95;
  const below = latencies[Math.floor(at)] ?? 0;
  return below + ((latencies[Math.ceil(at)] ?? below) - below) * (at % 1);
}

/** Statistics, lists and opening, in this process, on a workspace of `lines` executions and a tenth as many comparisons. */
export async function queryRows(lines: number, runs: number): Promise<Row[]> {
  const executions = await generated("executions", lines);
  const comparisons = await generated("comparisons", Math.max(1000, Math.floor(lines / 10)));
  return inFolder(async (folder) => {
    const path = join(folder, "w");
    const open = () => openWorkspace({ path, importWorkerUrl, log: silentLog, waitForIndex: false });
    let workspace = await open();
    const loop = monitorEventLoopDelay({ resolution: 5 });
    loop.enable();
    await workspace.importFile(executions, { kind: "auto", keepDuplicates: false });
    loop.disable();
    const blockedMs = loop.max / 1e6;
    await workspace.importFile(comparisons, { kind: "auto", keepDuplicates: false });
    await workspace.close();

    const opening = await timed(runs, async () => {
      workspace = await open();
      await workspace.close();
    });
    workspace = await open();
    const rows = await ask(workspace, lines, runs, executions);
    await workspace.close();
    const size = lines.toLocaleString("en-US").replaceAll(",", " ");
    return [
      ...rows,
      {
        work: `open a workspace of ${size} executions`,
        unit: "ms",
        assay: figuresOf(opening),
        ...(lines >= 10_000_000 ? { budget: { atMost: 1500 } } : {}),
        note: "close included",
      },
      {
        work: `longest block of the event loop during the import of ${size}`,
        unit: "ms",
        assay: figuresOf([blockedMs]),
        budget: { atMost: 50 },
      },
    ];
  });
}

async function ask(workspace: Workspace, lines: number, runs: number, executions: string): Promise<Row[]> {
  const scope = { successfulOnly: false, percentiles: [50, 95, 99] };
  const fresh = await timed(runs, async () => {
    workspace.queries.changed("executions");
    await workspace.stats(scope);
  });
  const again = await timed(runs, () => workspace.stats(scope));
  const naive = lines <= 1_000_000 ? await timed(Math.min(runs, 3), () => naivePercentiles(executions)) : null;
  let cursor: string | undefined;
  const next = await timed(Math.max(runs, 20), async () => {
    const page = await workspace.queries.comparisons({ filter: {}, limit: 50, ...(cursor === undefined ? {} : { cursor }) });
    cursor = page.nextCursor ?? undefined;
  });
  const size = lines.toLocaleString("en-US").replaceAll(",", " ");
  return [
    {
      work: `statistics of all engines over ${size} executions`,
      unit: "ms",
      assay: figuresOf(fresh),
      ...(naive ? { peer: { name: "read all, parse all, sort", figures: figuresOf(naive) } } : {}),
      ...(lines >= 10_000_000 ? { budget: { atMost: 700 } } : {}),
    },
    { work: "the same question again", unit: "ms", assay: figuresOf(again), budget: { atMost: 50 } },
    {
      work: `next page of ${Math.max(1000, Math.floor(lines / 10))
        .toLocaleString("en-US")
        .replaceAll(",", " ")} comparisons`,
      unit: "ms",
      assay: figuresOf(next),
      budget: { atMost: 50 },
      note: "answered; painting is not in it",
    },
  ];
}
