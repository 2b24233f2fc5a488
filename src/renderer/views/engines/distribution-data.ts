import type { LatencyDistribution } from "../../../contract/index.ts";
import { formatTick } from "../../components/format.ts";
import type { Drawn } from "./drawn.ts";

/**
 * The latency distribution as steps: bins are equally wide on a logarithmic axis, so a bin is drawn by its
 * number and the axis is labelled with the edges. Heights are shares of an engine's own known latencies: that
 * is what compares engines with different n.
 */
export interface BinRow {
  /** Number of the left edge. */
  edge: number;
  fromMs: number;
  toMs: number;
  bins: { engineId: string; place: number; count: number; n: number }[];
  [engine: string]: number | BinRow["bins"];
}

export const shareKey = (place: number) => `e${place}`;

/** Rows for a step chart: one a bin, and one more that closes the last. Empty bins at both ends are left out. */
export function binRows(distribution: LatencyDistribution, drawn: readonly Drawn[]): BinRow[] {
  const { edgesMs } = distribution;
  const shown = drawn.flatMap(({ engineId, place }) => {
    const found = distribution.engines.find((engine) => engine.engineId === engineId);
    return found === undefined || found.n === 0 ? [] : [{ engineId, place, n: found.n, counts: found.counts }];
  });
  const used = edgesMs.slice(0, -1).map((_, bin) => shown.some(({ counts }) => (counts[bin] ?? 0) > 0));
  const first = used.indexOf(true);
  if (first < 0) return [];
  const last = used.lastIndexOf(true);
  const rows: BinRow[] = [];
  for (let edge = first; edge <= last + 1; edge += 1) {
    const row: BinRow = { edge, fromMs: edgesMs[edge] ?? 0, toMs: edgesMs[edge + 1] ?? 0, bins: [] };
    for (const { engineId, place, n, counts } of shown) {
      const count = edge > last ? 0 : (counts[edge] ?? 0);
      row[shareKey(place)] = count / n;
      if (edge <= last) row.bins.push({ engineId, place, count, n });
    }
    rows.push(row);
  }
  return rows;
}

/**
 * Plotted engines that have an outline in these rows. An engine without latencies has none, and one that was just selected has none yet:
 * the chart library would draw a line through undefined values.
 */
export function getOutlined(rows: readonly BinRow[], drawn: readonly Drawn[]): (Drawn & { index: number })[] {
  return drawn.map((one, index) => ({ ...one, index })).filter(({ place }) => typeof rows[0]?.[shareKey(place)] === "number");
}

/** The highest step of all. */
export function largestShare(rows: readonly BinRow[]): number {
  return rows.reduce((most, row) => row.bins.reduce((higher, bin) => Math.max(higher, bin.count / bin.n), most), 0);
}

/** Some of the edges to label, at most `most`, evenly spread. */
export function edgeTicks(rows: readonly BinRow[], most: number): number[] {
  if (rows.length === 0) return [];
  const every = Math.max(1, Math.ceil((rows.length - 1) / Math.max(1, most - 1)));
  return rows.filter((_, index) => index % every === 0).map((row) => row.edge);
}

/** The label of an edge, with two significant digits. */
export function edgeLabel(rows: readonly BinRow[], edge: number): string {
  const row = rows.find((one) => one.edge === edge);
  return row === undefined ? "" : formatTick(Number(row.fromMs.toPrecision(2)));
}
