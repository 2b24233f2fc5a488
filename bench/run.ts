import { rmSync } from "node:fs";
import { machine } from "./lib/machine.ts";
import { type Options, readOptions } from "./lib/options.ts";
import { inFolder } from "./lib/process.ts";
import { keepResult, keptResult, keptResults, type Result } from "./lib/results.ts";
import { computeVerdict, firstLine } from "./lib/row.ts";
import { runPart } from "./lib/run-part.ts";
import { partNames } from "./parts/index.ts";
import { writeDocument } from "./report/document.ts";
import { writeScaleDocument } from "./report/scale-document.ts";
import { scaleTable, storeTable } from "./report/scale-tables.ts";
import { accuracyTable, growthTable, peerTable, rowTable, tenthsTable } from "./report/tables.ts";

/** Measures, prints, and with --write puts the newest results of all parts into docs/performance.md and docs/scale.md. */
const options = readOrEnd();
const { sizes } = options;
const results: Result[] = [];
const where = machine();

await inFolder(async (folder) => {
  // Gigabytes lie there: they go with the bench even when somebody ends it.
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      process.exit(signal === "SIGINT" ? 130 : 143);
    });
  for (const part of partNames.filter((name) => options.only.includes(name))) {
    process.stderr.write(`bench: ${part} …\n`);
    const from = performance.now();
    const date = new Date().toISOString();
    const result = { ...(await runPart(part, { ...sizes, folder })), part, machine: where, date, sizes };
    process.stderr.write(`bench: ${part} took ${((performance.now() - from) / 1000).toFixed(1)} s\n`);
    results.push(result);
    await keepResult(result);
  }
});
const rows = results.flatMap((result) => result.rows);

if (options.json) {
  const judged = rows.map((row) => ({ ...row, verdict: computeVerdict(row) }));
  process.stdout.write(`${JSON.stringify({ machine: where, rows: judged, ...measuredBeside(results) })}\n`);
} else {
  const beside = [peerTable(results), growthTable(results), tenthsTable(results), accuracyTable(results)];
  const tables = [rowTable(rows), ...beside, ...results.flatMap((result) => [scaleTable(result), storeTable(result)])];
  process.stdout.write(`${where}\n\n${tables.filter((table) => table !== "").join("\n")}`);
}
if (options.write) await writeDocuments();
// A missed budget is a finding; a row that could not be measured is a failure of the run.
process.exitCode = rows.some((row) => row.failed !== undefined) ? 1 : 0;

function readOrEnd(): Options {
  try {
    return readOptions(process.argv.slice(2), partNames);
  } catch (thrown) {
    process.stderr.write(`bench: ${firstLine(thrown)}\n`);
    process.exit(2);
  }
}

/** Each part belongs to one page; only pages of parts that ran are written. Scale has its own sizes, and its own page. */
async function writeDocuments(): Promise<void> {
  const own = "scale";
  if (options.only.some((part) => part !== own)) {
    const others = partNames.filter((part) => part !== own);
    await writeDocument(await keptResults(others, sizes));
  }
  const scale = options.only.includes(own) ? await keptResult(own) : undefined;
  if (scale?.scale) await writeScaleDocument(scale);
}

/** What parts hand back beside rows. */
function measuredBeside(all: readonly Result[]) {
  return {
    growth: all.flatMap(({ growth }) => growth ?? []),
    tenths: all.flatMap(({ tenths }) => tenths ?? []),
    accuracy: all.flatMap(({ accuracy }) => accuracy ?? []),
    peers: all.flatMap(({ peers }) => peers ?? []),
    scale: all.flatMap(({ scale }) => scale ?? []),
    stores: all.flatMap(({ stores }) => stores ?? []),
  };
}
