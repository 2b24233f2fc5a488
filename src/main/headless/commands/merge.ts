import { resolve } from "node:path";
import type { MergeReport } from "../../../contract/index.ts";
import { type Command, workspaceOption } from "../command.ts";
import { jsonLine, printable, table } from "../output.ts";
import { usageError } from "../usage.ts";
import { readActor } from "../values.ts";
import { withWorkspace } from "../with-workspace.ts";

export const mergeCommand: Command = {
  name: "merge",
  summary: "Take over another reviewer's decisions, as one step of undo",
  positionals: "OTHER",
  options: {
    workspace: workspaceOption,
    as: { type: "string", value: "NAME", help: "What to call the other reviewer, where both logs have the same name" },
    actor: { type: "string", value: "NAME", help: "Who merges, as history shows it; default: the reviewer of this machine's settings" },
    "dry-run": { type: "boolean", help: "Only say what would be merged; nothing is written" },
  },
  examples: (assay) => [
    `${assay} merge theirs --workspace DIR --as bob --dry-run`,
    `${assay} merge theirs/output/curation.jsonl --workspace DIR --as bob`,
  ],
  notes: `OTHER is the other reviewer's workspace, or its output/curation.jsonl. Of each answer, outcome and sample the last decision counts, whoever
made it; logs can be merged in any order, and again. Where people differ, the comparison is in conflict until somebody decides it with both in view.`,
  async run(context) {
    const { options, output } = context;
    const [other, ...more] = options.positionals;
    if (other === undefined || more.length > 0) throw usageError("merge takes one workspace or curation.jsonl.", "merge");
    const [as, actor] = ["as", "actor"].map((name) => {
      const text = options.text(name);
      return text === undefined ? undefined : readActor(text, `--${name}`, "merge");
    });
    const dryRun = options.flag("dry-run");
    const path = resolve(context.cwd(), other);
    const report = await withWorkspace(context, true, async (workspace) => {
      const by = actor === undefined ? undefined : ({ name: actor, kind: "person" } as const);
      return (await workspace.merge({ path, dryRun, ...(as === undefined ? {} : { as }) }, by)).report;
    });
    if (options.flag("json")) await output.write(jsonLine(toDocument(report, dryRun)));
    else await output.write(toText(report, dryRun));
    for (const problem of report.problems) output.note(printable(problem));
    return 0;
  },
};

/** The document that `--json` prints, for other programs. */
function toDocument(report: MergeReport, dryRun: boolean): object {
  const { events, reviewers, sameName, comparisons, samples, waiting, conflicts, agreement, leftOutLines, unfinishedEvents, isMerged } =
    report;
  return {
    events,
    reviewers,
    same_name: sameName,
    comparisons,
    samples,
    waiting,
    conflicts,
    agreement,
    left_out_lines: leftOutLines,
    unfinished_events: unfinishedEvents,
    merged: isMerged,
    dry_run: dryRun,
  };
}

const count = (n: number, one: string) => `${n} ${one}${n === 1 ? "" : "s"}`;
const agreementColumns = [
  { title: "Reviewers", align: "left" },
  { title: "Both decided", align: "right" },
  { title: "Agreed", align: "right" },
  { title: "Cohen's κ", align: "left" },
] as const;
const percent = (share: number) => `${Math.round(share * 100)}%`;

function toText({ events, reviewers, waiting, agreement, ...report }: MergeReport, dryRun: boolean): string {
  const { comparisons, samples, conflicts, leftOutLines, unfinishedEvents, sameName, isMerged } = report;
  const lines: string[] = [];
  const from = reviewers.length === 0 ? "" : ` of ${printable(reviewers.join(", "))}`;
  if (!isMerged && !dryRun) lines.push(`Nothing new: all ${count(events.known, "event")} are here already.`);
  else {
    lines.push(`${dryRun ? "Would merge" : "Merged"} ${count(events.new, "event")}${from}; ${events.known} were here already.`);
    lines.push(`Changed: ${count(comparisons, "comparison")}, ${count(samples, "sample")}.`);
  }
  if (waiting.comparisons + waiting.samples > 0) {
    const named =
      waiting.named.length === 0
        ? ""
        : ` (${printable(waiting.named.join(", "))}${waiting.comparisons > waiting.named.length ? ", …" : ""})`;
    lines.push(
      `Not here: ${count(waiting.comparisons, "comparison")}${named} and ${count(waiting.samples, "sample")}; import them and merge again.`,
    );
  }
  lines.push(conflicts === 0 ? "No conflicts." : `${count(conflicts, "conflict")}: Comparisons lists them with the status "In conflict".`);
  if (leftOutLines + unfinishedEvents > 0) {
    lines.push(`Left out: ${count(leftOutLines, "line")} that are no events, ${count(unfinishedEvents, "event")} that lack lines.`);
  }
  if (sameName) lines.push("Both logs name the same reviewer, so that their decisions count as one person's: --as NAME tells them apart.");
  if (agreement.length > 0) {
    const rows = agreement.map(({ reviewers: pair, n, agreed, kappa }) => [
      pair.join(" and "),
      String(n),
      percent(agreed / n),
      kappa === null ? "–" : `${kappa.value.toFixed(2)} (${kappa.low.toFixed(2)} to ${kappa.high.toFixed(2)})`,
    ]);
    lines.push("", table(agreementColumns, rows).trimEnd());
  }
  return `${lines.join("\n")}\n`;
}
