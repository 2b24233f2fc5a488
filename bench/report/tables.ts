import type { GrowthPoint, PartResult } from "../lib/part.ts";
import { type Budget, computeRatio, computeVerdict, type Figures, type Row } from "../lib/row.ts";
import { grouped, shown } from "../lib/words.ts";

/** A Markdown table, text columns left-aligned and numbers right-aligned; "" without lines. */
export function table(head: readonly string[], lines: readonly (readonly string[])[], textColumns = 1): string {
  if (lines.length === 0) return "";
  const rule = head.map((_, i) => (i < textColumns ? "---" : "---:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`).join("");
}

/** Work, Assay, peer, ratio, budget, verdict. */
export function rowTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const ratio = computeRatio(row);
    return [
      row.note === undefined ? row.work : `${row.work} (${row.note})`,
      row.assay ? figures(row.assay, row.unit, row.budget) : (row.failed ?? row.skipped ?? ""),
      row.peer ? `${row.peer.name}: ${figures(row.peer.figures, row.unit)}` : "",
      ratio === undefined ? "" : ratio.toFixed(2),
      budgetText(row.budget, row.unit),
      computeVerdict(row),
    ];
  });
  return table(["work", "Assay: median (min–max, runs)", "peer", "ratio", "budget", "verdict"], lines, 6);
}

function figures({ median, min, max, p99, runs }: Figures, unit: string, budget?: Budget): string {
  if (runs === 1) return `${shown(median)} ${unit} (1)`;
  const judged = budget?.judged === "p99" ? `, p99 ${shown(p99)}` : "";
  return `${shown(median)} ${unit} (${shown(min)}–${shown(max)}${judged}, ${runs})`;
}

function budgetText(budget: Budget | undefined, unit: string): string {
  if (!budget) return "";
  const of = budget.judged === undefined || budget.judged === "median" ? "" : `${budget.judged} `;
  const parts = [
    budget.atMost === undefined ? "" : `${of}≤ ${shown(budget.atMost)} ${unit}`,
    budget.atLeast === undefined ? "" : `${of}≥ ${shown(budget.atLeast)} ${unit}`,
    budget.ratioAtMost === undefined ? "" : `≤ ${budget.ratioAtMost} × peer`,
    budget.ratioAtLeast === undefined ? "" : `≥ ${budget.ratioAtLeast} × peer`,
  ];
  return parts.filter(Boolean).join(", ");
}

const growthColumns: { head: string; of: (point: GrowthPoint) => string }[] = [
  { head: "records", of: ({ records }) => grouped(records) },
  { head: "import s", of: (point) => shown(point.importSeconds) },
  { head: "µs a record", of: (point) => shown(point.importMicrosPerRecord) },
  { head: "peak MB", of: (point) => shown(point.peakMb) },
  { head: "again, all duplicates s", of: (point) => shown(point.againSeconds) },
  { head: "statistics ms", of: (point) => shown(point.statisticsMs) },
  { head: "again ms", of: (point) => shown(point.statisticsAgainMs) },
  { head: "first page ms", of: (point) => shown(point.firstPageMs) },
  { head: "next page ms", of: (point) => shown(point.nextPageMs) },
  { head: "open ms", of: (point) => shown(point.openMs) },
  { head: "index bytes a record", of: (point) => shown(point.indexBytesPerRecord) },
];

/** Each cost by size; whole processes for import and open. */
export function growthTable(results: readonly PartResult[]): string {
  const points = results.flatMap(({ growth }) => growth ?? []);
  return table(
    growthColumns.map(({ head }) => head),
    points.map((point) => growthColumns.map(({ of }) => of(point))),
    0,
  );
}

/** Thousands of lines a second in each tenth of an import. */
export function tenthsTable(results: readonly PartResult[]): string {
  const head = ["records", ...Array.from({ length: 10 }, (_, i) => `${i + 1}.`)];
  const imports = results.flatMap(({ tenths }) => tenths ?? []);
  return table(
    head,
    imports.map(({ records, linesPerSecond }) => [grouped(records), ...linesPerSecond.map((rate) => shown(rate / 1000))]),
    0,
  );
}

/** Rank error in percentage points, and in brackets the relative error of the value. */
export function accuracyTable(results: readonly PartResult[]): string {
  const lines = results.flatMap(({ accuracy }) => accuracy ?? []);
  return table(
    ["values", "windows merged", "p50", "p95", "p99", "p99.9"],
    lines.map(({ values, windows, rankErrors, valueErrors }) => [
      values,
      String(windows),
      ...rankErrors.map((error, i) => `${error.toFixed(4)} (${((valueErrors[i] ?? 0) * 100).toFixed(2)} %)`),
    ]),
  );
}

/** Programs on the same lines, each with what it leaves out. */
export function peerTable(results: readonly PartResult[]): string {
  const lines = results.flatMap(({ peers }) => peers ?? []);
  const cell = (value: Figures | undefined, unit: string) => (value ? figures(value, unit) : "");
  return table(
    ["program", "what it does", "executions", "time", "processor time", "peak memory", "Assay's import / its time", "what it does not"],
    lines.map((peer) => [
      peer.name,
      peer.note === undefined ? peer.does : `${peer.does} (${peer.note})`,
      grouped(peer.records),
      peer.missing === undefined ? cell(peer.seconds, "s") : `not measured: ${peer.missing}`,
      cell(peer.cpuSeconds, "s"),
      cell(peer.peakMb, "MB"),
      peer.ratio === undefined ? "" : peer.ratio.toFixed(2),
      peer.lacks.join(", "),
    ]),
    8,
  );
}
