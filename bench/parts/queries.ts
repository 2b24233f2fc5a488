import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pages, statistics, timed, unasked } from "../lib/asking.ts";
import { generated } from "../lib/generate.ts";
import { type Host, startHost } from "../lib/host.ts";
import type { Context, Part } from "../lib/part.ts";
import { run, start } from "../lib/process.ts";
import { computeFigures, measureRows, type Row } from "../lib/row.ts";
import { grouped } from "../lib/words.ts";
import { type ImportFigures, sharedWorkspace } from "../lib/workspaces.ts";

const peers = join(import.meta.dirname, "../peers");
const pagesAsked = 50;
/** Node's strings are at most 512 MiB; the naive peer cannot hold larger files. */
const naiveLines = 1_000_000;

/** The views' queries, sent to the built host over its socket. */
export const queriesPart: Part = async (context) => {
  const { lines, big, comparisons } = context;
  return {
    rows: [
      ...(await measureRows(`statistics over ${grouped(lines)} executions`, () => overExecutions(context, lines))),
      ...(big === lines ? [] : await measureRows(`statistics over ${grouped(big)} executions`, () => overExecutions(context, big))),
      ...(await measureRows(`pages of ${grouped(comparisons)} comparisons`, () => overComparisons(context))),
    ],
  };
};

async function onHost<T>({ folder }: Context, workspace: string, work: (host: Host) => Promise<T>): Promise<T> {
  const host = await startHost(workspace, join(folder, "home"));
  try {
    return await work(host);
  } finally {
    await host.stop();
  }
}

async function overExecutions(context: Context, count: number): Promise<Row[]> {
  const { folder, runs } = context;
  const { path, figures } = await sharedWorkspace(folder, "executions", count);
  const took = await onHost(context, path, async (host) => ({
    fresh: await timed(runs, () => statistics(host, unasked())),
    again: await timed(runs + 1, () => statistics(host, [50, 95, 99])),
    next: await timed(pagesAsked, pages(host, "executions", 100)),
    // Texts that do not occur: every byte is scanned, and nothing is cached from the previous text.
    searched: await timed(runs, (i) => search(host, `no such text ${i}`)),
    searchedAgain: await timed(runs + 1, () => search(host, "rate latency")),
  }));
  const full = count >= 10_000_000;
  const ms = { unit: "ms" };
  return [
    {
      ...ms,
      work: `statistics of all engines over ${grouped(count)} executions`,
      assay: computeFigures(took.fresh),
      peer: await statisticsPeer(context, count),
      ...(full ? { budget: { ratioAtMost: 0.5 } } : {}),
    },
    ...(count <= naiveLines ? [await againstNaive(count, runs, took.fresh)] : []),
    {
      ...ms,
      work: `statistics over ${grouped(count)} executions, the same question again`,
      assay: computeFigures(took.again.slice(1)),
      budget: { atMost: 50, judged: "max" },
    },
    { ...ms, work: `next page of ${grouped(count)} executions`, assay: computeFigures(took.next.slice(1)) },
    {
      ...ms,
      work: `search of a text in ${grouped(count)} executions`,
      assay: computeFigures(took.searched),
      ...(await grepPeer(count, runs)),
    },
    {
      ...ms,
      work: `search of a text in ${grouped(count)} executions, the same text again`,
      assay: computeFigures(took.searchedAgain.slice(1)),
    },
    ...(count === context.big ? [...imported(count, figures), ...(await searchesOfMost(context, path, count))] : []),
  ];
}

const search = (host: Host, text: string) => host.ask("executions.list", { filter: { text }, sort: "newest", limit: 100 });

/** grep over the file, ignoring case like the search. */
async function grepPeer(count: number, runs: number): Promise<Pick<Row, "peer">> {
  if (spawnSync("grep", ["--version"]).status !== 0) return {};
  const input = await generated("executions", count);
  // It exits with 1 if it finds nothing.
  const took = await timed(runs, (i) => start("grep", ["-c", "-i", "-F", `no such text ${i}`, input], {}, [1]).finished);
  return { peer: { name: "grep -c -i -F", figures: computeFigures(took) } };
}

function imported(count: number, { seconds, cpuSeconds, peakMb }: ImportFigures): Row[] {
  const work = `import ${grouped(count)} executions: validated, durable, queryable`;
  const atBig = (atMost: number) => (count === 10_000_000 ? { budget: { atMost } } : {});
  return [
    { work, unit: "s", assay: computeFigures([seconds]), ...atBig(22), note: `${cpuSeconds.toFixed(1)} s of processor time` },
    { work: `peak memory of importing ${grouped(count)} executions`, unit: "MB", assay: computeFigures([peakMb]), ...atBig(500) },
  ];
}

/** Texts that all lines have, and some two thirds; each by a host that nobody asked before, for its memory. */
async function searchesOfMost({ folder, runs }: Context, workspace: string, count: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const text of ["e", "question"]) {
    const took: number[] = [];
    const peaks: number[] = [];
    for (let i = 0; i < runs; i++) {
      const report = join(folder, "search.json");
      const host = await startHost(workspace, join(folder, "home"), [], report);
      try {
        await pages(host, "executions", 100)();
        took.push(...(await timed(1, () => search(host, text))));
      } finally {
        await host.stop();
      }
      peaks.push((JSON.parse(await readFile(report, "utf8")) as { peakMb: number }).peakMb);
    }
    const work = `search of "${text}" in ${grouped(count)} executions`;
    const judged = (atMost: number) => (count === 10_000_000 ? { budget: { atMost } } : {});
    const input = await generated("executions", count);
    const grep = await timed(runs, () => start("grep", ["-c", "-i", "-F", text, input], {}, [0, 1]).finished);
    rows.push(
      { work, unit: "ms", assay: computeFigures(took), peer: { name: "grep -c -i -F", figures: computeFigures(grep) }, ...judged(3000) },
      { work: `peak memory of the host: ${work}`, unit: "MB", assay: computeFigures(peaks), ...judged(500) },
    );
  }
  return rows;
}

async function statisticsPeer({ folder, runs }: Context, count: number): Promise<NonNullable<Row["peer"]>> {
  const database = join(folder, `peer-${count}.duckdb`);
  const { stdout } = await run(process.execPath, [
    join(peers, "duckdb-statistics.mjs"),
    await generated("executions", count),
    database,
    String(runs),
  ]);
  return { name: "DuckDB alone: a table of four columns", figures: computeFigures(JSON.parse(stdout) as number[]) };
}

async function againstNaive(count: number, runs: number, fresh: number[]): Promise<Row> {
  const { stdout } = await run(process.execPath, [
    join(peers, "naive-percentiles.mjs"),
    await generated("executions", count),
    String(runs),
  ]);
  const peer = { name: "read all, parse all, sort", figures: computeFigures(JSON.parse(stdout) as number[]) };
  return { work: `statistics over ${grouped(count)} executions against the naive way`, unit: "ms", assay: computeFigures(fresh), peer };
}

async function overComparisons(context: Context): Promise<Row[]> {
  const { path } = await sharedWorkspace(context.folder, "comparisons", context.comparisons);
  const took = await onHost(context, path, async (host) => {
    const next = await timed(pagesAsked, pages(host, "comparisons", 200));
    const { rows } = await host.ask("comparisons.list", { filter: {}, limit: 200 });
    const one = await timed(rows.length, (i) => host.ask("comparisons.get", { key: rows[i]?.key ?? "" }));
    return { next, one };
  });
  const of = `of ${grouped(context.comparisons)} comparisons`;
  return [
    { work: `next page ${of}`, unit: "ms", assay: computeFigures(took.next.slice(1)) },
    { work: `one whole ${of}`, unit: "ms", assay: computeFigures(took.one) },
  ];
}
