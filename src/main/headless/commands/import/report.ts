import { type Askable, type ErrorValue, exitCodeOf } from "../../../../contract/index.ts";
import type { ImportReport } from "../../../engine/index.ts";
import type { CommandContext } from "../../command.ts";
import { jsonLine, printable, table } from "../../output.ts";
import { describeAsks } from "./asks.ts";
import { describeReplaced } from "./replaced.ts";

const interruptedExitCode = 130;

/** One file's report, and why it ended early. */
export interface DoneFile {
  report: ImportReport;
  error: ErrorValue | null;
  /** It was found in a folder, and is no data: nothing is wrong with it. */
  isPassedOver: boolean;
  /** It is read from where reading it was: that nothing is new says nothing about it. */
  isFollowed?: true;
  /** Its error was written already. */
  isTold?: boolean;
}

const counts = ["lines", "accepted", "quarantined", "duplicates", "blank"] as const;

/** Prints what was imported. @returns the exit code. */
export async function reportImport(context: CommandContext, done: readonly DoneFile[], seconds: number): Promise<number> {
  const passedOver = done.filter(({ isPassedOver }) => isPassedOver).length;
  const reports = done.filter(({ isPassedOver }) => !isPassedOver).map((one) => one.report);
  const errors = done.flatMap(({ error, isPassedOver }) => (error && !isPassedOver ? [error] : []));
  const total = (count: (typeof counts)[number]) => reports.reduce((sum, one) => sum + one[count], 0);
  const totals = Object.fromEntries(counts.map((count) => [count, total(count)]));
  const firstError = errors[0];
  if (context.options.flag("json")) {
    const files = done
      .filter(({ isPassedOver }) => !isPassedOver)
      .map(({ report: one, error }) => ({
        file: one.file,
        ...Object.fromEntries(counts.map((count) => [count, one[count]])),
        kinds: nonZero(one.kinds),
        ...(one.partialLastLineBytes > 0 ? { partial_last_line_bytes: one.partialLastLineBytes } : {}),
        ...(one.conversions.length > 0 ? { conversions: one.conversions } : {}),
        ...(one.differing > 0 ? { differing: one.differing } : {}),
        ...(one.replaced ? { replaced: one.replaced } : {}),
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
  for (const { report: one } of done)
    for (const conversion of one.conversions) context.output.note(printable(`${one.file}: ${describeConversion(conversion)}`));
  for (const { report: one } of done) {
    if (one.replaced) context.output.note(printable(`${one.file}: ${describeReplaced(one.replaced, "replaced")}.`));
    else if (one.differing > 0)
      context.output.note(
        printable(
          `${one.file}: ${one.differing} of its records are here in another version, from another mapping or file. --replace puts these in their place; --replace --dry-run counts them first.`,
        ),
      );
  }
  for (const { report: one, error, isFollowed } of done.filter(({ isPassedOver }) => !isPassedOver)) {
    const note = error === null && !isFollowed ? noteAbout(one) : null;
    if (note !== null) context.output.note(`${printable(one.file)}: ${note}`);
  }
  if (passedOver > 0)
    context.output.note(`Passed over, because they are not recognised: ${passedOver} ${passedOver === 1 ? "file" : "files"} in folders.`);
  const untold = done.flatMap(({ error, isPassedOver, isTold }) => (error && !isPassedOver && !isTold ? [error] : []));
  for (const error of untold) context.output.note(printable(`assay: ${error.message}${error.fix ? ` ${error.fix}` : ""}`));
  if (context.stop.aborted || (!firstError && reports.some((one) => !one.complete))) {
    context.output.note("Stopped early; accepted lines are kept.");
    return interruptedExitCode;
  }
  if (firstError) return exitCodeOf[firstError.code];
  const isAsked = reports.some(({ conversions }) => conversions.some(({ asked }) => Object.keys(asked).length > 0));
  return total("quarantined") > 0 || isAsked ? 1 : 0;
}

function describeConversion({ title, rows, records, skipped, asked }: ImportReport["conversions"][number]): string {
  const others = Object.entries(skipped).map(([why, count]) => `${count} × ${why}`);
  const asks = Object.entries(asked).map(([names, count]) => `${count} rows are left out, ${describeAsks(names.split(",") as Askable[])}`);
  return `${title}: ${[`${rows} rows, ${records} records`, ...others, ...asks].join("; ")}.`;
}

/** A note about what a report's numbers do not show; null if there is nothing. */
function noteAbout({ complete, sizeBytes, lines, blank, partialLastLineBytes, conversions }: ImportReport): string | null {
  if (partialLastLineBytes > 0)
    return `its last line is not whole yet, since somebody is writing it: ${partialLastLineBytes} bytes are left for the next import.`;
  if (!complete) return null;
  if (sizeBytes === 0) return "The file is empty.";
  return lines === blank && conversions.length === 0 ? "The file has no records, only blank lines." : null;
}

/** Kinds that did not occur are left out. */
function nonZero(kinds: ImportReport["kinds"]): Record<string, number> {
  return Object.fromEntries(Object.entries(kinds).filter(([, count]) => count > 0));
}
