import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pages, statistics, timed, unasked } from "../lib/asking.ts";
import { startCollect } from "../lib/collect.ts";
import { generated } from "../lib/generate.ts";
import { type Host, startHost } from "../lib/host.ts";
import { type LoopWatch, toRow } from "../lib/loop-watch.ts";
import type { Context, Part } from "../lib/part.ts";
import { inFolder } from "../lib/process.ts";
import { measureRows, type Row } from "../lib/row.ts";
import { grouped } from "../lib/words.ts";
import { sharedWorkspace } from "../lib/workspaces.ts";

const bulk = 10_000;

/** The main process's event loop under each load, in slices of half a second; the longest delay is judged. */
export const loopPart: Part = async (context) => {
  const { path } = await sharedWorkspace(context.folder, "comparisons", context.comparisons);
  const host = await startHost(path, join(context.folder, "home"));
  const rows: Row[] = [];
  try {
    for (const { name, load } of loads(context, host)) rows.push(...(await watched(name, host.loop, load)));
  } finally {
    await host.stop();
  }
  return { rows: [...rows, ...(await measureRows("event loop: collect", () => collecting(context)))] };
};

interface Load {
  name: string;
  load: () => Promise<unknown>;
}

function loads({ lines, runs, comparisons }: Context, host: Host): Load[] {
  const executions = () => generated("executions", lines);
  let grant = "";
  let decided: Promise<string[]> | undefined;
  const keys = () => (decided ??= listKeys(host, Math.min(bulk, comparisons)));
  return [
    { name: "nothing", load: () => new Promise((done) => setTimeout(done, 2000)) },
    {
      name: `upload of ${grouped(lines)} executions`,
      load: async () => {
        grant = await host.upload(await executions());
      },
    },
    { name: `import of ${grouped(lines)} executions`, load: () => host.importGranted(grant, false) },
    { name: "import of the same file, all duplicates", load: async () => host.importGranted(await host.upload(await executions()), false) },
    {
      name: "comparison decisions, one after the other, while the same file is imported as new",
      load: async () => decideWhile(host, await keys(), host.importGranted(await host.upload(await executions()), true)),
    },
    {
      name: "undo and redo of single decisions",
      load: () => timed(runs * 20, (i) => host.ask(i % 2 ? "curation.redo" : "curation.undo", {})),
    },
    {
      name: `${grouped(bulk)} decisions at once, their undo and redo`,
      load: async () => {
        const actions = (await keys()).map((comparison) => ({ type: "promote", comparison, position: 0, tier: "gold" }) as const);
        await host.ask("curation.apply", { actions });
        await host.ask("curation.undo", {});
        await host.ask("curation.redo", {});
      },
    },
    { name: "statistics, percentiles over time, distribution", load: () => timed(runs, () => everyStatistic(host)) },
    { name: "paging of executions", load: () => timed(100, pages(host, "executions", 200)) },
    { name: "paging of comparisons", load: () => timed(100, pages(host, "comparisons", 200)) },
    { name: "paging of samples", load: () => timed(50, pages(host, "samples", 200)) },
    { name: `export of ${grouped(bulk)} samples and more`, load: () => timed(runs, () => host.export({ target: "jsonl" })) },
  ];
}

function watched(name: string, loop: LoopWatch, load: () => Promise<unknown>): Promise<Row[]> {
  const work = `event loop: ${name}`;
  return measureRows(work, async () => [toRow(work, await loop.during(load))]);
}

async function listKeys(host: Host, count: number): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  while (keys.length < count) {
    const page = await host.ask("comparisons.list", { filter: {}, limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    keys.push(...page.rows.map(({ key }) => key));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return [...new Set(keys)].slice(0, count);
}

async function decideWhile(host: Host, keys: readonly string[], imported: Promise<void>): Promise<void> {
  let running = true;
  const ended = imported.finally(() => {
    running = false;
  });
  for (let i = 0; running && keys.length > 0; i++) {
    const comparison = keys[i % keys.length] ?? "";
    await host.ask("curation.apply", { actions: [{ type: "promote", comparison, position: i % 2, tier: "silver" }] });
  }
  await ended;
}

async function everyStatistic(host: Host): Promise<void> {
  const percentiles = unasked();
  await Promise.all([
    statistics(host, percentiles),
    host.ask("engines.series", { successfulOnly: false, percentiles, maxBuckets: 200 }),
    host.ask("engines.distribution", { successfulOnly: false, bins: 60 }),
    host.ask("engines.names", {}),
  ]);
}

/** Watches a `collect` process from its first acknowledgement on. */
async function collecting({ lines }: Context): Promise<Row[]> {
  const input = await generated("executions", lines);
  return inFolder(async (folder) => {
    const collect = startCollect(join(folder, "w"));
    const stream = createReadStream(input, { highWaterMark: 500 * 350 });
    const load = async () => {
      for await (const chunk of stream) await collect.write(chunk as Buffer);
      await collect.durable(lines);
    };
    const started = load();
    started.catch(() => {});
    await collect.durable(1);
    const rows = await watched(`collect stream of ${grouped(lines)} executions`, collect.loop, () => started);
    await collect.end();
    return rows;
  });
}
