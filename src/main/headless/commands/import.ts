import { resolve } from "node:path";
import { AssayError, type ErrorValue, exitCodeOf, type ImportKind, toErrorValue } from "../../../contract/index.ts";
import { type ImportReport, ReportBuilder, type Workspace } from "../../engine/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { jsonLine, printable, table } from "../output.ts";
import { usageError } from "../usage.ts";
import { readImportKind } from "../values.ts";
import { withWorkspace } from "../with-workspace.ts";

const interruptedExitCode = 130;
/** These errors concern one file, so the others are still imported; errors of the disk end the import. */
const ofOneFile = new Set<string>(["not_found", "permission", "refused", "damaged"]);

export const importCommand: Command = {
  name: "import",
  summary: "Import JSONL files, skipping exact duplicates",
  positionals: "FILE…",
  options: {
    workspace: workspaceOption,
    kind: { type: "string", value: "KIND", help: "auto (default), engine_execution, comparison_result or training_sample" },
    "keep-duplicates": { type: "boolean", help: "Import duplicates again" },
  },
  examples: (assay) => [
    `${assay} import events.jsonl comparisons.jsonl --workspace DIR`,
    `${assay} import events.jsonl --workspace DIR --kind engine_execution --json`,
  ],
  async run(context) {
    const files = context.options.positionals;
    if (files.length === 0) throw usageError("Name at least one file to import.", "import");
    const kind = readImportKind(context.options.text("kind") ?? "auto");
    const startedMs = performance.now();
    const done = await withWorkspace(context, false, (workspace) => importAll(context, workspace, files, kind));
    return report(context, done, (performance.now() - startedMs) / 1000);
  },
};

/** One file's report, and why it ended early. */
interface DoneFile {
  report: ImportReport;
  error: ErrorValue | null;
}

async function importAll(context: CommandContext, workspace: Workspace, files: readonly string[], kind: ImportKind): Promise<DoneFile[]> {
  const done: DoneFile[] = [];
  for (const file of files) {
    if (context.stop.aborted) break;
    let soFar = nothingRead(file);
    try {
      const report = await workspace.importFile(resolve(file), {
        kind,
        keepDuplicates: context.options.flag("keep-duplicates"),
        name: file,
        signal: context.stop,
        waitForIndex: false,
        onProgress: (progress) => {
          soFar = progress;
          context.output.progress(progressLine(progress));
        },
      });
      done.push({ report, error: null });
    } catch (thrown) {
      const error = toErrorValue(thrown);
      if (!(thrown instanceof AssayError))
        context.log("error", "import_failed", { file, stack: thrown instanceof Error ? thrown.stack : String(thrown) });
      // Lines accepted before the error are kept and reported.
      done.push({ report: soFar, error });
      if (!ofOneFile.has(error.code)) break;
    } finally {
      context.output.progress("");
    }
  }
  await workspace.indexImports();
  return done;
}

function nothingRead(file: string): ImportReport {
  return new ReportBuilder(file, 0).read();
}

function progressLine(report: ImportReport): string {
  const percent = report.sizeBytes === 0 ? 100 : Math.floor((100 * report.readBytes) / report.sizeBytes);
  return `${printable(report.file)}  ${percent} %  ${report.lines} lines, ${report.accepted} accepted, ${report.duplicates} duplicates, ${report.quarantined} quarantined`;
}

const counts = ["lines", "accepted", "quarantined", "duplicates", "blank"] as const;

async function report(context: CommandContext, done: readonly DoneFile[], seconds: number): Promise<number> {
  const reports = done.map((one) => one.report);
  const errors = done.flatMap(({ error }) => (error ? [error] : []));
  const total = (count: (typeof counts)[number]) => reports.reduce((sum, one) => sum + one[count], 0);
  const totals = Object.fromEntries(counts.map((count) => [count, total(count)]));
  const firstError = errors[0];
  if (context.options.flag("json")) {
    const files = done.map(({ report: one, error }) => ({
      file: one.file,
      ...Object.fromEntries(counts.map((count) => [count, one[count]])),
      kinds: nonZero(one.kinds),
      ...(one.partialLastLineBytes > 0 ? { partial_last_line_bytes: one.partialLastLineBytes } : {}),
      ...(error ? { error } : {}),
    }));
    await context.output.write(
      jsonLine({ files, totals, seconds: Math.round(seconds * 1000) / 1000, ...(firstError ? { error: firstError } : {}) }),
    );
  } else {
    const rows = reports.map((one) => [one.file, ...counts.map((count) => String(one[count]))]);
    if (reports.length > 1) rows.push(["total", ...counts.map((count) => String(total(count)))]);
    if (rows.length > 0)
      await context.output.write(
        table([{ title: "file", align: "left" }, ...counts.map((title) => ({ title, align: "right" as const }))], rows),
      );
    for (const one of reports)
      for (const { reason, count, example } of one.reasons)
        context.output.note(
          printable(`${one.file}: ${count} × ${reason}: ${example.message}${example.fix === undefined ? "" : ` ${example.fix}`}`),
        );
  }
  for (const { report: one, error } of done) {
    const note = error === null ? noteAbout(one) : null;
    if (note !== null) context.output.note(`${printable(one.file)}: ${note}`);
  }
  for (const error of errors) context.output.note(printable(`assay: ${error.message}${error.fix ? ` ${error.fix}` : ""}`));
  if (context.stop.aborted || (!firstError && reports.some((one) => !one.complete))) {
    context.output.note("Stopped early; accepted lines are kept.");
    return interruptedExitCode;
  }
  if (firstError) return exitCodeOf[firstError.code];
  return total("quarantined") > 0 ? 1 : 0;
}

/** A note about what a report's numbers do not show; null if there is nothing. */
function noteAbout({ complete, sizeBytes, lines, blank, partialLastLineBytes }: ImportReport): string | null {
  if (partialLastLineBytes > 0)
    return `its last line is not whole yet, since somebody is writing it: ${partialLastLineBytes} bytes are left for the next import.`;
  if (!complete) return null;
  if (sizeBytes === 0) return "The file is empty.";
  return lines === blank ? "The file has no records, only blank lines." : null;
}

/** Kinds that did not occur are left out. */
function nonZero(kinds: ImportReport["kinds"]): Record<string, number> {
  return Object.fromEntries(Object.entries(kinds).filter(([, count]) => count > 0));
}
