import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { toolVersion } from "../src/main/engine/index.ts";
import { importRows } from "./import.ts";
import { liveRows } from "./live.ts";
import { type Figures, type Row, verdictOf } from "./measure.ts";
import { queryRows } from "./queries.ts";

/** `npm run bench -- [--lines N] [--runs N] [--only import,live,queries] [--json]` */
const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "1000000" },
    runs: { type: "string", default: "5" },
    only: { type: "string", default: "import,live,queries" },
    json: { type: "boolean", default: false },
  },
});
const lines = Number(values.lines);
const runs = Number(values.runs);
const parts = values.only.split(",");

const rows: Row[] = [];
if (parts.includes("import")) rows.push(...(await importRows(lines, runs)));
if (parts.includes("live")) rows.push(...(await liveRows(runs)));
if (parts.includes("queries")) rows.push(...(await queryRows(lines, runs)));

const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.versions.node}, Assay ${toolVersion}`;

const show = (n: number) =>
  n >= 1000 ? Math.round(n).toLocaleString("en-US").replaceAll(",", " ") : n >= 10 ? n.toFixed(1) : n.toFixed(2);
const figures = ({ median, min, max }: Figures, unit: string) => `${show(median)} ${unit} (${show(min)}–${show(max)})`;

function budgetOf({ budget, unit }: Row): string {
  if (!budget) return "";
  const said = [
    budget.atMost === undefined ? "" : `≤ ${show(budget.atMost)} ${unit}`,
    budget.atLeast === undefined ? "" : `≥ ${show(budget.atLeast)} ${unit}`,
    budget.ratioAtMost === undefined ? "" : `≤ ${budget.ratioAtMost} × peer`,
  ];
  return said.filter(Boolean).join(", ");
}

if (values.json) {
  process.stdout.write(`${JSON.stringify({ machine, rows: rows.map((row) => ({ ...row, verdict: verdictOf(row) })) })}\n`);
} else {
  process.stdout.write(`${machine}\n\n| work | Assay: median (min–max) | peer | ratio | budget | verdict |\n|---|---|---|---|---|---|\n`);
  for (const row of rows) {
    const peer = row.peer ? `${row.peer.name}: ${figures(row.peer.figures, row.unit)}` : "";
    const ratio = row.peer ? (row.assay.median / row.peer.figures.median).toFixed(2) : "";
    process.stdout.write(
      `| ${row.work}${row.note ? ` (${row.note})` : ""} | ${figures(row.assay, row.unit)} | ${peer} | ${ratio} | ${budgetOf(row)} | ${verdictOf(row)} |\n`,
    );
  }
}
process.exit(0);
