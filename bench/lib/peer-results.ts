import { duties, type PeerResult } from "./peer.ts";
import type { Measured, Runner } from "./peer-runner.ts";
import { computeFigures, type Row } from "./row.ts";
import { grouped } from "./words.ts";

/** Lines of the table, Assay's first. */
export function toResults(all: readonly Runner[]): PeerResult[] {
  return all.flatMap((runner): PeerResult[] => {
    const { peer, version, records, failed, startSeconds, runs, afterRuns } = runner;
    const lacks = duties.filter((duty) => !peer.duties.includes(duty));
    const named = { name: version === "" ? peer.name : `${peer.name} ${version}`, does: peer.does, lacks, records };
    if (failed !== undefined) return [{ ...named, missing: failed }];
    const note = startSeconds > 0 ? { note: `without the ${startSeconds.toFixed(0)} s in which its server starts` } : {};
    const assay = all.find((one) => one.records === records)?.runs;
    const ratio = assay && assay.length > 0 && assay !== runs ? { ratio: median(assay) / median(runs) } : {};
    const after = peer.after && afterRuns.length > 0 ? [{ ...named, does: peer.after.does, lacks: [], ...toFigures(afterRuns) }] : [];
    return [{ ...named, ...note, ...ratio, ...toFigures(runs) }, ...after];
  });
}

/** Without what the system did not say. */
function toFigures(runs: readonly Measured[]): Pick<PeerResult, "seconds" | "cpuSeconds" | "peakMb"> {
  const names = ["seconds", "cpuSeconds", "peakMb"] as const;
  const known = names.map((name) => [name, runs.map((run) => run[name]).filter(Number.isFinite)] as const);
  return Object.fromEntries(known.filter(([, values]) => values.length > 0).map(([name, values]) => [name, computeFigures(values)]));
}

const median = (runs: readonly Measured[]) => computeFigures(runs.map(({ seconds }) => seconds)).median;

/** What was asked of the import, beside those that do least: rows of the table of budgets. */
export function goalRows(all: readonly Runner[]): Row[] {
  const [assay] = all;
  if (!assay || assay.failed !== undefined)
    return [{ work: "import beside peers", unit: "", failed: assay?.failed ?? "nothing was measured" }];
  const { seconds, cpuSeconds } = toFigures(assay.runs);
  if (!seconds || !cpuSeconds) return [];
  const against = (name: string, ratioAtMost: number): Row => {
    const work = `import ${grouped(assay.records)} executions, beside ${name}`;
    const peer = all.find((one) => one.peer.name === name);
    if (!peer || peer.failed !== undefined) return { work, unit: "s", skipped: peer?.failed ?? "it did not run" };
    const figures = toFigures(peer.runs).seconds;
    return { work, unit: "s", assay: seconds, budget: { ratioAtMost }, ...(figures ? { peer: { name: peer.peer.does, figures } } : {}) };
  };
  return [
    against("DuckDB", 1),
    against("polars, lazy", 2),
    {
      work: `import ${grouped(assay.records)} executions: processor time`,
      unit: "s",
      assay: cpuSeconds,
      budget: assay.records === 1_000_000 ? { atMost: 4 } : {},
    },
  ];
}
