import type { AssayError, RecordKind } from "../../../contract/index.ts";
import { formatCommand, type Workspace } from "../../engine/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { isHandedOver, type TakenSoFar } from "../door/hand-over.ts";
import { fileBehind } from "../input.ts";
import { jsonLine, printable } from "../output.ts";
import { usageError } from "../usage.ts";
import { readKind } from "../values.ts";
import { withWorkspace } from "../with-workspace.ts";

export const collectCommand: Command = {
  name: "collect",
  summary: "Collect NDJSON records from stdin",
  positionals: "",
  options: {
    workspace: workspaceOption,
    kind: { type: "string", required: true, value: "KIND", help: "engine_execution, comparison_result or training_sample" },
    acks: { type: "boolean", help: 'Print {"durable":N} whenever the first N lines are on disk' },
  },
  examples: (assay) => [
    `your-engine | ${assay} collect --workspace DIR --kind engine_execution`,
    `${assay} collect --workspace DIR --kind engine_execution --acks < events.jsonl`,
  ],
  async run(context) {
    if (context.options.positionals.length > 0)
      throw usageError(`collect reads stdin and takes no file; to read files use ${formatCommand("import")}.`, "collect");
    if (context.options.flag("acks") && context.options.flag("json"))
      throw usageError("--acks and --json both write to stdout: choose one.", "collect");
    const kind = readKind(context.options.text("kind") ?? "");
    return withWorkspace(context, false, async (workspace) => {
      const { inputLines, ...counts } = await collectStdin(context, workspace, kind);
      if (isHandedOver(context.stop)) {
        context.onHandOver({ ...counts, inputLines });
        return 0;
      }
      if (context.options.flag("json")) await context.output.write(jsonLine(counts));
      else if (!context.options.flag("acks"))
        context.output.note(`${counts.lines} lines: ${counts.accepted} accepted, ${counts.quarantined} quarantined`);
      return counts.quarantined > 0 ? 1 : 0;
    });
  },
};

async function collectStdin(context: CommandContext, workspace: Workspace, kind: RecordKind): Promise<TakenSoFar> {
  const acks = context.options.flag("acks");
  let inputLines = context.before?.inputLines ?? 0;
  let problem: AssayError | null = null;
  // Say why the requested end does not come.
  const sayWhyItWaits = () => {
    if (problem === null || !context.stop.aborted || isHandedOver(context.stop)) return;
    const waits = problem.code === "disk_full" ? "still wait for the disk" : "are not written, and are tried for a few seconds more";
    context.output.note(`assay: Accepted lines ${waits}. A second signal exits at once and loses them.`);
  };
  context.stop.addEventListener("abort", sayWhyItWaits, { once: true });
  try {
    const counts = await workspace.collectStream(readChunks(context.stdin, context.stop), {
      kind,
      before: context.before,
      signal: context.stop,
      file: fileBehind(context.stdin),
      onProblem: (error) => {
        problem = error;
        context.output.note(
          error === null
            ? "assay: writing works again."
            : printable(`assay: ${error.message}${error.fix ? ` ${error.fix}` : ""} Until then no more lines are accepted.`),
        );
        sayWhyItWaits();
      },
      onDurable: async (durable, withBlank) => {
        inputLines = withBlank;
        context.onDurable(durable, withBlank);
        if (acks) await context.output.write(jsonLine({ durable }));
      },
    });
    return { ...counts, inputLines };
  } finally {
    context.stop.removeEventListener("abort", sayWhyItWaits);
  }
}

/** Yields stdin's chunks until its end or `stop`. */
async function* readChunks(stdin: NodeJS.ReadableStream, stop: AbortSignal): AsyncGenerator<Uint8Array> {
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
