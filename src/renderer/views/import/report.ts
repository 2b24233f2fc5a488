import type { ImportJob } from "../../../contract/index.ts";
import { formatCount, formatNoun, visibleText } from "../../components/format.ts";
import { kindNames } from "./kinds.ts";

const rank = { asking: 0, running: 1, waiting: 2, done: 3, cancelled: 3, failed: 3 } as const;

/**
 * The order of the list: jobs that wait for an answer, running, queued (oldest first), finished (newest first).
 * @param problemsFirst puts finished jobs with problems before the other finished ones; for lists that leave files out.
 */
export function sortJobs<J extends Pick<ImportJob, "state" | "startedAtMs" | "quarantined">>(
  jobs: readonly J[],
  problemsFirst = false,
): J[] {
  const problems = (job: J) => Number(problemsFirst && (job.state === "failed" || job.quarantined > 0));
  return jobs.toSorted((a, b) => {
    if (rank[a.state] !== rank[b.state]) return rank[a.state] - rank[b.state];
    if (problems(a) !== problems(b)) return problems(b) - problems(a);
    return rank[a.state] === rank.done ? b.startedAtMs - a.startedAtMs : a.startedAtMs - b.startedAtMs;
  });
}

/** What was imported, by kind: "1,204 executions, 3 samples"; "" when nothing. */
export function kindsText(kinds: ImportJob["kinds"]): string {
  return Object.entries(kindNames)
    .map(([kind, [one, many]]) => ({ count: kinds[kind as keyof typeof kindNames], one, many }))
    .filter(({ count }) => count > 0)
    .map(({ count, one, many }) => formatNoun(count, one, many))
    .join(", ");
}

/** Line numbers for use in a sentence: "line 4", "lines 4, 9, 12 and 97 more". */
export function linesText(firstLines: readonly number[], count: number, shown = 8): string {
  if (firstLines.length === 0) return "";
  const some = firstLines.slice(0, shown).map((line) => formatCount(line));
  const rest = count - some.length;
  const list = some.join(", ");
  if (count === 1) return `line ${list}`;
  return rest > 0 ? `lines ${list} and ${formatCount(rest)} more` : `lines ${list}`;
}

type Found = Partial<Pick<ImportJob, "accepted" | "duplicates" | "lines" | "blank" | "sizeBytes" | "partialLastLineBytes">>;

/** Whether a finished job's file was empty or had only blank lines. */
export function isWithoutRecords(job: Pick<ImportJob, "state"> & Found): boolean {
  return job.state === "done" && job.lines !== undefined && job.lines === job.blank && !job.partialLastLineBytes;
}

/** A job's outcome in a word. */
export function stateText(job: Pick<ImportJob, "state" | "quarantined"> & Found): string {
  if (isWithoutRecords(job)) return job.sizeBytes === 0 ? "The file is empty" : "The file has no records, only blank lines";
  if (job.state === "done" && job.quarantined > 0) {
    const isNothing = job.accepted === 0 && job.duplicates === 0;
    return `${isNothing ? "Nothing imported" : "Imported"} · ${formatNoun(job.quarantined, "line")} rejected`;
  }
  if (job.state === "done") return "Imported";
  return { waiting: "Waiting", running: "Running", cancelled: "Cancelled", failed: "Failed", asking: "Needs your input" }[job.state];
}

/** The full report as plain text, for a ticket or an email. */
export function reportText(job: ImportJob): string {
  const kinds = kindsText(job.kinds);
  return [
    `${visibleText(job.file)}: ${stateText(job)}`,
    `lines ${job.lines}, new ${job.accepted}, duplicates ${job.duplicates}, rejected ${job.quarantined}, blank ${job.blank}`,
    ...(kinds === "" ? [] : [kinds]),
    ...job.reasons.map(
      (reason) =>
        `${reason.count} × ${visibleText(reason.reason)} (${linesText(reason.firstLines, reason.count)}): ${visibleText(reason.example.message)}`,
    ),
    ...(job.error === null ? [] : [job.error.message]),
  ].join("\n");
}
