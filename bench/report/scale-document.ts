import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectFolder } from "../lib/process.ts";
import type { Result } from "../lib/results.ts";
import { describeCapacity, scaleSizeChart, scaleTable, scaleTimeChart, storeTable } from "./scale-tables.ts";

const docs = join(projectFolder, "docs");

/** Writes docs/scale.md and its charts. The prose of bench/scale-notes.md is copied unchanged. */
export async function writeScaleDocument(result: Result): Promise<void> {
  const notes = await readFile(join(import.meta.dirname, "../scale-notes.md"), "utf8");
  const { scale = [] } = result;
  await mkdir(join(docs, "images"), { recursive: true });
  if (scale.some(({ content, figures }) => content === "executions" && figures)) {
    await writeFile(join(docs, "images", "scale-time.svg"), scaleTimeChart(scale));
    await writeFile(join(docs, "images", "scale-size.svg"), scaleSizeChart(scale));
  }
  await writeFile(join(docs, "scale.md"), formatScaleDocument(result, notes));
}

const busy = " **The machine had other work: only sizes and memory can be relied on, not times.**";

/** Whether more was running than there are processors, by the line about the machine. */
export function wasBusy(machine: string): boolean {
  const processors = Number(/^(\d+) ×/.exec(machine)?.[1]);
  return Number(/load ([\d.]+) at the start/.exec(machine)?.[1]) > processors;
}

export function formatScaleDocument(result: Result, notes: string): string {
  return `<!-- Written by npm run bench -- --only scale --write. Edit the prose in bench/scale-notes.md. -->
# Scale

What one machine carries, and where it ends. Measured on ${result.date.slice(0, 10)}: ${result.machine}.${wasBusy(result.machine) ? busy : ""}

${describeCapacity(result)}

${scaleTable(result)}
Each row is a workspace of its own. "s" is the whole process until everything is on disk and in the index; *open* is from the start of \`assay serve\` to its first answer, its peak includes a first
page of 100 rows; \`stats\` is a process of its own. MB are 1 000 000 bytes, peak MB 1 048 576. Opening and \`stats\` are medians of up to three, the rest is measured once.

![Time by number of executions, both axes logarithmic](images/scale-time.svg)

![Disk and memory by number of executions, both axes logarithmic](images/scale-size.svg)

## Bytes a record, here and elsewhere

The same executions as Assay keeps them, exported to Parquet, and loaded into a table of ClickHouse's own engine. Statistics are counts and three exact percentiles of each engine, asked there, medians of five.

${storeTable(result)}
${notes.trim()}
`;
}
