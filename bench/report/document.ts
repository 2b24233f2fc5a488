import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectFolder } from "../lib/process.ts";
import type { Result } from "../lib/results.ts";
import { computeVerdict } from "../lib/row.ts";
import { growthChart, tenthsChart } from "./charts.ts";
import { accuracyTable, growthTable, peerTable, rowTable, tenthsTable } from "./tables.ts";

const docs = join(projectFolder, "docs");

/** Writes docs/performance.md and its charts. The prose of bench/notes.md is copied unchanged. */
export async function writeDocument(results: readonly Result[]): Promise<void> {
  const notes = await readFile(join(import.meta.dirname, "../notes.md"), "utf8");
  const points = results.flatMap(({ growth }) => growth ?? []);
  const imports = results.flatMap(({ tenths }) => tenths ?? []);
  await mkdir(join(docs, "images"), { recursive: true });
  if (points.length > 0) await writeFile(join(docs, "images", "performance-growth.svg"), growthChart(points));
  if (imports.length > 0) await writeFile(join(docs, "images", "performance-tenths.svg"), tenthsChart(imports));
  await writeFile(join(docs, "performance.md"), formatDocument(results, notes));
}

export function formatDocument(results: readonly Result[], notes: string): string {
  const rows = results.flatMap((result) => result.rows);
  const of = (verdict: string) => rows.filter((row) => computeVerdict(row) === verdict);
  const missed = [...of("misses"), ...of("failed"), ...of("skipped")].map((row) => `- ${row.work}: ${computeVerdict(row)}`);
  const machines = [...new Set(results.map(({ machine }) => machine))];
  const dates = [...new Set(results.map(({ date }) => date.slice(0, 10)))];
  return `<!-- Written by npm run bench -- --write. Edit the prose in bench/notes.md. -->
# Performance

Measured on ${dates.join(", ")}: ${machines.join("; ")}.

${rowTable(rows)}
A ratio is Assay divided by its peer, in the row's unit: below 1 means less time, or a lower rate. Budgets are the design's. The event loop,
repeated queries and peaks are judged by their maximum, key presses by their p99, everything else by its median.

${missed.length === 0 ? "Every budget is met." : `Not met, or not measured:\n\n${missed.join("\n")}`}

${peersSection(results)}## Growth

${growthTable(results)}
![Each cost by number of records, both axes logarithmic](images/performance-growth.svg)

Import, re-import and open are whole processes, including the start of Node; pages hold 100 rows.

Thousands of lines a second in each tenth of an import; the first includes the start of the process:

${tenthsTable(results)}
![Lines a second in each tenth of an import](images/performance-tenths.svg)

## Accuracy of merged windows

Percentiles on screen are exact. Those of \`aggregated_stats.jsonl\` come from t-digests, one a window, merged across windows. Their error against the
exact percentile of all values, in percentage points of rank, and in brackets relative to the value:

${accuracyTable(results)}
${notes.trim()}
`;
}

function peersSection(results: readonly Result[]): string {
  const table = peerTable(results);
  return table === ""
    ? ""
    : `## Peers

The same file for all, in one run, in turns, each as its users would write it (\`bench/peers\`): whole processes with all that they start, medians (min–max, runs).
Assay's import checks every line against its schema, keeps the bytes, finds duplicates, is on disk when it ends, and can be asked afterwards. What prints statistics is checked
against \`assay stats\`. Peak memory of several processes is the largest sum of their resident memory, shared pages counted for each; of one it is the kernel's own peak.

${table}
`;
}
