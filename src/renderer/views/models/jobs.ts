import type { Snapshot } from "../../../contract/index.ts";
import { formatBytes, formatPercent, visibleText } from "../../components/format.ts";

type Job = Snapshot["models"][number];

/** How much of a file is copied, 0 to 1; an empty file counts as copied. */
export function computeProgress(job: Pick<Job, "sizeBytes" | "writtenBytes">): number {
  return job.sizeBytes === 0 ? 1 : Math.min(1, job.writtenBytes / job.sizeBytes);
}

/** The state of an import, in words. */
export function formatJobState(job: Pick<Job, "name" | "state" | "sizeBytes" | "writtenBytes" | "kept">): string {
  switch (job.state) {
    case "waiting":
      return `waiting, ${formatBytes(job.sizeBytes)}`;
    case "running":
      return `${formatBytes(job.writtenBytes)} of ${formatBytes(job.sizeBytes)}, ${formatPercent(computeProgress(job), 0)}`;
    case "done":
      return formatKept(job);
    case "cancelled":
      return "cancelled, nothing was kept";
    case "failed":
      return "failed, nothing was kept";
  }
}

function formatKept({ name, kept, sizeBytes }: Pick<Job, "name" | "kept" | "sizeBytes">): string {
  if (kept?.outcome === "same") return `already here as ${visibleText(kept.name)}, not stored twice`;
  if (kept?.outcome === "repaired") return `stored again: ${visibleText(kept.name)} was lost or changed on disk`;
  return `imported${kept === null || kept.name === name ? "" : ` as ${visibleText(kept.name)}`}, ${formatBytes(sizeBytes)}`;
}

/** The first and last digits of a hash, enough to recognise it by. */
export function shortHash(sha256: string): string {
  return sha256.length <= 16 ? sha256 : `${sha256.slice(0, 8)}…${sha256.slice(-6)}`;
}

/** A tensor's shape: "batch × 128"; "scalar" without dimensions. */
export function formatShape(shape: readonly (number | string)[]): string {
  return shape.length === 0 ? "scalar" : shape.map(String).join(" × ");
}
