import { join } from "node:path";
import type { Assay } from "./assay.ts";
import { leftovers, seen } from "./files.ts";

const files = { events: "events.jsonl", comparisons: "comparisons.jsonl", training_samples: "training_samples.jsonl" } as const;

interface Verified {
  ok: boolean;
  channels: Record<string, { lines: number; indexed: number; torn_bytes: number }>;
  problems: string[];
}

/** Opens a workspace for writing and closes it, which repairs what a crash left. @returns how it ended. */
export const openOnce = (assay: Assay, workspace: string) =>
  assay.run(["collect", "--kind", "engine_execution", "--workspace", workspace], { stdin: new Uint8Array() });

/**
 * Runs `assay verify` before anything is repaired, opens the workspace once for writing, runs it again, and compares its report with the
 * files.
 * @param windows false if lines were added by hand, since windows count only what Assay collected.
 */
export async function verified(
  assay: Assay,
  workspace: string,
  violate: (message: string) => void,
  { windows = true } = {},
): Promise<Verified | null> {
  const before = await Promise.all(Object.values(files).map((name) => seen(join(workspace, "output", name))));
  const first = await verify(assay, workspace, violate);
  if (first) checkFirstLook(first, before, violate);
  const untouched = await Promise.all(Object.values(files).map((name) => seen(join(workspace, "output", name))));
  if (JSON.stringify(untouched) !== JSON.stringify(before)) violate("assay verify changed the files of the workspace");
  const opened = await openOnce(assay, workspace);
  if (opened.code !== 0) violate(`opening ends with ${opened.code ?? opened.signal}: ${opened.stderr}`);
  const report = await verify(assay, workspace, violate);
  if (!report) return null;
  for (const [i, [channel, name]] of Object.entries(files).entries()) {
    const now = await seen(join(workspace, "output", name));
    const told = report.channels[channel];
    if (now.tornBytes > 0) violate(`${name} ends in a torn line after opening and closing`);
    if (!told) violate(`assay verify says nothing of ${channel}`);
    else {
      if (told.lines !== now.lines.filter((line) => line.trim() !== "").length)
        violate(`assay verify counts ${told.lines} lines of ${name}; there are ${now.lines.length}`);
      if (told.indexed !== told.lines) violate(`${channel}: ${told.lines} lines and ${told.indexed} in the index`);
      if (told.torn_bytes !== 0) violate(`${name}: ${told.torn_bytes} torn bytes are told after they were cut off`);
    }
    // Opening may repair the dataset; the other two only lose a torn tail.
    const whole = before[i]?.lines ?? [];
    if (channel !== "training_samples" && (now.lines.length !== whole.length || now.lines.some((line, at) => line !== whole[at])))
      violate(`opening changed whole lines of ${name}`);
  }
  for (const folder of ["", "output", "models", "exports"]) {
    const left = await leftovers(join(workspace, folder));
    if (left.length > 0) violate(`temporary files stay in ${folder || "the workspace"}: ${left.join(", ")}`);
  }
  if (windows) await checkWindows(workspace, violate);
  return report;
}

/** @returns the report of `assay verify`; null if it cannot be parsed. */
async function verify(assay: Assay, workspace: string, violate: (message: string) => void): Promise<Verified | null> {
  const ended = await assay.run(["verify", "--workspace", workspace, "--json"]);
  let report: Verified;
  try {
    report = JSON.parse(ended.stdout) as Verified;
  } catch {
    violate(`assay verify ended with ${ended.code ?? ended.signal} and said no JSON: ${ended.stdout}${ended.stderr}`);
    return null;
  }
  if (!report.channels) {
    violate(`assay verify failed with ${ended.code}: ${ended.stdout}`);
    return null;
  }
  if (!report.ok || ended.code !== 0) violate(`assay verify says (exit code ${ended.code}): ${report.problems.join(" ")}`);
  return report;
}

/** Checks that what a crash left is reported before anything is repaired. */
function checkFirstLook(report: Verified, before: readonly { tornBytes: number }[], violate: (message: string) => void): void {
  for (const [i, [channel, name]] of Object.entries(files).entries()) {
    const told = report.channels[channel]?.torn_bytes ?? 0;
    if (told !== (before[i]?.tornBytes ?? 0)) violate(`${name}: ${before[i]?.tornBytes} torn bytes, and ${told} told`);
  }
}

/** Checks that windows tile events.jsonl: each begins where the last one ended, and counts the lines in between. */
async function checkWindows(workspace: string, violate: (message: string) => void): Promise<void> {
  const { lines } = await seen(join(workspace, "output", "aggregated_stats.jsonl"));
  const events = await seen(join(workspace, "output", "events.jsonl"));
  const size = events.lines.reduce((sum, line) => sum + line.length + 1, 0);
  let at = 0;
  let lastEndMs = 0;
  let count = 0;
  for (const line of lines) {
    let window: { from_offset: number; to_offset: number; window_start_ms: number; window_end_ms: number; overall: { count: number } };
    try {
      window = JSON.parse(line);
    } catch {
      violate(`aggregated_stats.jsonl holds a line that is no JSON: ${line.slice(0, 120)}`);
      continue;
    }
    if (window.from_offset !== at) violate(`a window begins at byte ${window.from_offset} of events.jsonl; the one before ended at ${at}`);
    if (window.window_start_ms < lastEndMs) violate(`a window begins before the one before it ended`);
    if (window.window_end_ms < window.window_start_ms) violate(`a window ends before it begins`);
    at = window.to_offset;
    lastEndMs = window.window_end_ms;
    count += window.overall.count;
  }
  if (at !== size) violate(`windows cover ${at} of ${size} bytes of events.jsonl`);
  if (count !== events.lines.length) violate(`windows count ${count} executions; events.jsonl has ${events.lines.length} lines`);
}
