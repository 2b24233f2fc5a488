import type { PartResult } from "../lib/part.ts";
import { bytesARecord, type ScaleFigures, type ScalePoint, type StoreSize, type Used } from "../lib/scale.ts";
import { grouped, shown } from "../lib/words.ts";
import { logarithmicChart } from "./charts.ts";
import { table } from "./tables.ts";

const mb = (bytes: number): string => shown(bytes / 1e6);

const columns: { head: string; get: (figures: ScaleFigures, records: number) => string }[] = [
  { head: "s", get: ({ fill }) => shown(fill.seconds) },
  { head: "processor s", get: ({ fill }) => shown(fill.cpuSeconds) },
  { head: "records a second", get: ({ fill }, records) => grouped(records / fill.seconds) },
  { head: "peak MB", get: ({ fill }) => shown(fill.peakMb) },
  { head: "journals MB", get: ({ journalBytes }) => mb(journalBytes) },
  { head: "index MB", get: ({ indexBytes }) => mb(indexBytes) },
  { head: "open s", get: ({ open }) => shown(open.seconds) },
  { head: "open, peak MB", get: ({ open }) => shown(open.peakMb) },
  { head: "`stats` s", get: ({ stats }) => shown(stats.seconds) },
  { head: "`stats` processor s", get: ({ stats }) => shown(stats.cpuSeconds) },
  { head: "`stats` peak MB", get: ({ stats }) => shown(stats.peakMb) },
];

/** What each workspace takes; one that was not measured says why. */
export function scaleTable({ scale = [] }: PartResult): string {
  const lines = scale.map(({ content, records, way, figures, missing }) => [
    content,
    figures ? way : `not measured: ${missing}`,
    grouped(records),
    ...columns.map(({ get }) => (figures ? get(figures, records) : "")),
  ]);
  return table(["content", "came in by", "records", ...columns.map(({ head }) => head)], lines, 2);
}

/** The same executions in each store, with what a record takes there. */
export function storeTable({ stores = [] }: PartResult): string {
  const cell = (value: number | undefined) => (value === undefined ? "" : shown(value));
  const toLine = ({ data, records, store, bytes, writeSeconds, queryMs, missing }: StoreSize) => [
    `${data}, ${grouped(records)}`,
    missing === undefined ? store : `${store}, not measured: ${missing}`,
    cell(bytes === undefined ? undefined : bytes / 1e6),
    cell(bytes === undefined ? undefined : bytes / records),
    cell(writeSeconds),
    cell(queryMs),
  ];
  return table(["executions", "where", "MB", "bytes a record", "written in s", "statistics ms"], stores.map(toLine), 2);
}

/** What fewer take is mostly the start of the process. */
const smallestForRates = 1_000_000;

/** The sentence that a reader looks for, from the largest workspace that was measured; "" without one. */
export function describeCapacity({ scale = [] }: PartResult): string {
  const largest = findExecutions(scale).at(-1);
  const bytes = largest && bytesARecord(largest);
  if (!largest?.figures || bytes === undefined) return "";
  const { records, figures } = largest;
  const perTb = Math.floor(1e12 / bytes / 1e6) * 1e6;
  const hours = perTb / (records / figures.fill.seconds) / 3600;
  const within = records < smallestForRates ? "" : `; at that rate they come in within ${shown(hours)} hours`;
  return (
    `The largest that was measured holds ${grouped(records)} executions. One takes ${shown(bytes)} bytes on disk there ` +
    `(${shown(figures.journalBytes / records)} in the journals, ${shown(figures.indexBytes / records)} in the index), so a terabyte carries about ` +
    `${grouped(perTb / 1e6)} million${within}.`
  );
}

/** The workspaces of executions alone, which the charts show, by size. */
const findExecutions = (scale: readonly ScalePoint[]) =>
  scale.filter(({ content, figures }) => content === "executions" && figures).sort((a, b) => a.records - b.records);

type Series = [name: string, get: (figures: ScaleFigures) => number];

const seconds: Series[] = [
  ["collect", ({ fill }) => fill.seconds],
  ["open", ({ open }) => open.seconds],
  ["stats", ({ stats }) => stats.seconds],
];

const peak = (name: string, get: (figures: ScaleFigures) => Used): Series => [name, (figures) => get(figures).peakMb];
const megabytes: Series[] = [
  ["journals on disk", ({ journalBytes }) => journalBytes / 1e6],
  ["index on disk", ({ indexBytes }) => indexBytes / 1e6],
  peak("memory, collect", ({ fill }) => fill),
  peak("memory, open", ({ open }) => open),
  peak("memory, stats", ({ stats }) => stats),
];

function chart(scale: readonly ScalePoint[], title: string, yTitle: string, unit: string, all: readonly Series[]): string {
  const points = findExecutions(scale);
  return logarithmicChart({
    title,
    yTitle,
    xTitle: "executions in the workspace",
    yLabel: (at) => `${at >= 1 ? grouped(at) : at} ${unit}`,
    series: all.map(([name, get]) => ({
      name,
      points: points.map(({ records, figures }): [number, number] => [records, get(figures as ScaleFigures)]),
    })),
  });
}

export const scaleTimeChart = (scale: readonly ScalePoint[]): string =>
  chart(scale, "Time by number of executions", "time of the whole process", "s", seconds);

export const scaleSizeChart = (scale: readonly ScalePoint[]): string =>
  chart(scale, "Disk and memory by number of executions", "disk, and peak memory", "MB", megabytes);
