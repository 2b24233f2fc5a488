import { defaultSimilarity, type ExportFile, type ExportReport } from "../../../contract/index.ts";
import { toolVersion } from "../base/version.ts";
import type { ExportPlan } from "./request.ts";
import { manifestFormat } from "./write/destination.ts";

/** A file that an export was made from. */
export interface ReadFile {
  file: string;
  sizeBytes: number;
  sha256: string;
}

/**
 * manifest.json: what an export holds and what it was made from. No clock and no path of this machine is in it: the same request of the same
 * files gives the same bytes.
 */
export function createManifest(plan: ExportPlan, report: ExportReport, files: readonly ExportFile[], read: readonly ReadFile[]): string {
  const { target, request, parts, seed } = plan;
  const { labels, splits } = { labels: report.splits.some((split) => split.labels !== undefined), splits: report.splits };
  const manifest = {
    format: manifestFormat,
    manifest_version: 1,
    tool: "assay",
    tool_version: toolVersion,
    target: target.name,
    target_version: target.version,
    target_source: target.source,
    reads: plan.reads,
    request: {
      tiers: plan.tiers,
      filter: request.filter ?? {},
      ...(plan.leaveOut.length === 0 ? {} : { leave_out: [...plan.leaveOut].sort(), similarity: request.similarity ?? defaultSimilarity }),
      split: request.split === undefined ? null : Object.fromEntries(parts.map(({ name, fraction }) => [name, fraction])),
      seed,
      ...(target.takes === "pair" ? { pairs: plan.pairs, min_margin: plan.minMargin, ties: plan.ties } : {}),
      ...(target.takes === "labelled" ? { ties: plan.ties } : {}),
      system: plan.system ?? null,
      fixes: [...plan.fixes].sort(),
    },
    split_by: "SHA-256 of the seed and the task_id, or else the user's turns (NFC, case folded, white space collapsed)",
    records: report.records,
    items: report.items,
    rows: report.rows,
    left_out: report.leftOut,
    left_out_by_rule: toCounts(report.rules.filter(({ severity }) => severity === "leaves-out").map(({ name, broken }) => [name, broken])),
    warned_by_rule: toCounts(report.rules.filter(({ severity }) => severity === "warns").map(({ name, broken }) => [name, broken])),
    fixed_by_rule: toCounts(report.rules.map(({ name, fixed }) => [name, fixed])),
    skipped: toCounts(report.skipped.map(({ reason, count }) => [reason, count])),
    splits: splits.map(({ split, file, rows, labels: counted }) => ({ split, file, rows, ...(labels ? { labels: counted } : {}) })),
    by_tier: toCounts(report.byTier.map(({ name, count }) => [name === "" ? "none" : name, count])),
    by_engine: toCounts(report.byEngine.map(({ name, count }) => [name === "" ? "unknown" : name, count])),
    by_decider: toCounts(report.byDecider.map(({ name, count }) => [name, count])),
    warnings: report.warnings,
    files: files.map(({ name, sizeBytes, sha256 }) => ({ file: name, size_bytes: sizeBytes, sha256 })),
    made_from: read.map(({ file, sizeBytes, sha256 }) => ({ file, size_bytes: sizeBytes, sha256 })),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Without the zeros. */
const toCounts = (counts: (readonly [name: string, count: number])[]) => Object.fromEntries(counts.filter(([, count]) => count > 0));
