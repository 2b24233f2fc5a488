import type { ExportPreview, ExportReport } from "../../contract/index.ts";
import type { ExportAnswer } from "../engine/index.ts";
import { printable, table } from "./output.ts";

/** How `export` answers: as one JSON document, and as text. */

/** @param out absolute; null where none was named. */
export function toExportDocument({ preview, made }: ExportAnswer, out: string | null, isDryRun: boolean): object {
  const { report, firstRows } = preview;
  return {
    target: report.target,
    reads: report.reads,
    out: made?.path ?? out,
    dry_run: isDryRun,
    records: report.records,
    items: report.items,
    rows: report.rows,
    left_out: report.leftOut,
    rules: report.rules.map(({ name, says, severity, fix, fixChosen, broken, fixed, examples }) => ({
      name,
      says,
      severity,
      fix,
      fix_chosen: fixChosen,
      broken,
      fixed,
      examples: examples.map(({ id, recordId, problem }) => ({ id, record_id: recordId, problem })),
    })),
    skipped: report.skipped,
    warnings: report.warnings,
    splits: report.splits,
    by_tier: toCounts(report.byTier, "none"),
    by_engine: toCounts(report.byEngine, "unknown"),
    by_decider: toCounts(report.byDecider, "unknown"),
    ...(report.pairCounts && { pair_counts: report.pairCounts }),
    files: made === null ? [] : made.files.map(({ name, sizeBytes, sha256 }) => ({ file: name, size_bytes: sizeBytes, sha256 })),
    manifest: made === null ? null : "manifest.json",
    first_rows: firstRows.map(({ file, text }) => ({ file, text: text.replace(/\r?\n$/, "") })),
  };
}

const toCounts = (counts: readonly { name: string; count: number }[], unnamed: string) =>
  Object.fromEntries(counts.map(({ name, count }) => [name === "" ? unnamed : name, count]));

/** The same for a person. */
export function toExportText({ preview, made }: ExportAnswer, isDryRun: boolean): string {
  const { report } = preview;
  const sizes = new Map(made?.files.map(({ name, sizeBytes }) => [name, sizeBytes]));
  return [
    `${isDryRun ? "Would write" : made === null ? "Wrote nothing:" : `Wrote ${made.path}:`} ${count(report.rows, "row")} of ${count(report.items, "item")}, from ${count(report.records, report.reads === "samples" ? "sample" : "comparison")}.\n`,
    ...report.splits.map(({ file, split, rows }) => {
      const size = file === null ? undefined : sizes.get(file);
      return `  ${file ?? `(no file for ${split})`}  ${count(rows, "row")}${size === undefined ? "" : `, ${size} bytes`}\n`;
    }),
    ...pairText(report),
    ...ruleText(report),
    ...report.skipped.map(({ says, count: skipped }) => `Not used: ${skipped}  ${says}.\n`),
    ...report.warnings.map((warning) => `Warning: ${printable(warning)}\n`),
    ...(isDryRun ? firstRowsText(preview) : []),
  ].join("");
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;

function pairText({ pairCounts }: ExportReport): string[] {
  if (pairCounts === undefined) return [];
  return [
    `Pairs by policy: ${Object.entries(pairCounts)
      .map(([policy, n]) => `${policy} ${n}`)
      .join(", ")}.\n`,
  ];
}

function ruleText({ rules }: ExportReport): string[] {
  const broken = rules.filter((rule) => rule.broken > 0 || rule.fixed > 0);
  if (broken.length === 0) return [];
  const rows = broken.map(({ name, severity, broken: n, fixed, says }) => [
    severity === "warns" ? "warns" : "leaves out",
    String(n),
    String(fixed),
    name,
    says,
  ]);
  const columns = ["rule", "rows", "fixed", "name", "what must hold"].map(
    (title) => ({ title, align: title === "rows" || title === "fixed" ? "right" : "left" }) as const,
  );
  const examples = broken.flatMap(({ name, examples: first }) =>
    first.map(({ id, recordId, problem }) => `  ${name}  ${printable(id)} (${printable(recordId)}): ${printable(problem)}\n`),
  );
  const fixes = broken.flatMap(({ name, fix, fixChosen }) => (fix === null || fixChosen ? [] : [`  --fix ${name}  ${fix}\n`]));
  return [table(columns, rows), "First of them:\n", ...examples, ...(fixes.length === 0 ? [] : ["Fixes:\n", ...fixes])];
}

function firstRowsText({ firstRows }: ExportPreview): string[] {
  if (firstRows.length === 0) return [];
  return ["First rows:\n", ...firstRows.map(({ text, isCut }) => `${printable(text.replace(/\r?\n$/, ""))}${isCut ? "…" : ""}\n`)];
}
