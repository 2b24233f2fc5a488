import { exitCodeOf } from "../../../../contract/index.ts";
import type { SpanImportReport } from "../../../engine/index.ts";
import type { CommandContext } from "../../command.ts";
import { jsonLine, printable } from "../../output.ts";
import { usageError } from "../../usage.ts";
import { withWorkspace } from "../../with-workspace.ts";
import { reportImport } from "./report.ts";

const previewRecords = 3;
const maxNameCharacters = 500;
const maxShown = 240;

/** Imports spans from stdin, or shows what would become of them. @returns the exit code. */
export async function importSpans(context: CommandContext): Promise<number> {
  const name = context.options.text("otlp-stdin") ?? "";
  if (name.length > maxNameCharacters || /\p{Cc}/u.test(name))
    throw usageError(`--otlp-stdin names the source in at most ${maxNameCharacters} characters on one line.`, "import");
  const isDry = context.options.flag("dry-run");
  const startedMs = performance.now();
  const done = await withWorkspace(context, false, (workspace) =>
    workspace
      .importSpans(readStdin(context), {
        name,
        signal: context.stop,
        ...(isDry ? { previewRecords } : {}),
        onProgress: ({ accepted, duplicates, quarantined }) =>
          context.output.progress(`${printable(name)}  ${accepted} accepted, ${duplicates} duplicates, ${quarantined} quarantined`),
      })
      .finally(() => context.output.progress("")),
  );
  if (isDry) return show(context, name, done);
  const { failure: error } = done;
  const hasSpans = done.report.conversions.some(({ rows }) => rows > 0);
  if (!hasSpans && done.report.lines === 0 && error === null && !context.stop.aborted)
    context.output.note(`assay: No spans came from ${printable(name)}.`);
  // That a source sent nothing is said; a file of no bytes is another thing.
  const report = { ...done.report, sizeBytes: Math.max(1, done.report.sizeBytes) };
  return reportImport(context, [{ report, error, isPassedOver: false }], (performance.now() - startedMs) / 1000);
}

async function show({ options, output }: CommandContext, name: string, { preview, failure }: SpanImportReport): Promise<number> {
  const { items = 0, records = 0, rejected = 0, dropped = 0, examples = [], findings = [] } = preview ?? {};
  const counts = { spans: items, records, rejected, dropped };
  if (options.flag("json"))
    await output.write(
      jsonLine({
        source: name,
        ...counts,
        examples: examples.map((json) => JSON.parse(json)),
        findings,
        ...(failure && { error: failure }),
      }),
    );
  else {
    await output.write(`${printable(name)}: of ${items} spans ${records} would be executions, ${rejected} rejected, ${dropped} left out\n`);
    for (const json of examples) await output.write(`  ${printable(json.length > maxShown ? `${json.slice(0, maxShown)}…` : json)}\n`);
    for (const { message } of findings) await output.write(`  rejected: ${printable(message)}\n`);
  }
  if (failure === null) return rejected > 0 ? 1 : 0;
  output.note(printable(`assay: ${failure.message}${failure.fix ? ` ${failure.fix}` : ""}`));
  return exitCodeOf[failure.code];
}

/** Chunks of stdin until its end or `stop`. */
async function* readStdin({ stdin, stop }: CommandContext): AsyncGenerator<Uint8Array> {
  const end = () => "destroy" in stdin && typeof stdin.destroy === "function" && stdin.destroy();
  if (stop.aborted) return;
  stop.addEventListener("abort", end, { once: true });
  try {
    for await (const chunk of stdin) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  } catch (thrown) {
    if (!stop.aborted) throw thrown;
  } finally {
    stop.removeEventListener("abort", end);
  }
}
