import { maxLineBytes, quarantinedHeadBytes, type RecordKind } from "../../../contract/index.ts";
import type { Receipt, Workspace } from "../../engine/index.ts";
import { AckWriter } from "../ack-writer.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { type Line, LineSplitter } from "../line-splitter.ts";
import { jsonLine } from "../output.ts";
import { usageError } from "../usage.ts";
import { readKind } from "../values.ts";
import { withWorkspace } from "../with-workspace.ts";

export const collectCommand: Command = {
  name: "collect",
  summary: "Collect NDJSON from stdin until its end",
  positionals: "",
  options: {
    workspace: workspaceOption,
    kind: { type: "string", required: true, value: "KIND", help: "engine_execution, comparison_result or training_sample" },
    acks: { type: "boolean", help: 'Print {"durable":N} whenever the first N lines are on disk' },
  },
  async run(context) {
    if (context.options.positionals.length > 0)
      throw usageError("collect reads stdin and takes no file; to read files use assay import.", "collect");
    if (context.options.flag("acks") && context.options.flag("json"))
      throw usageError("--acks and --json both write to stdout: choose one.", "collect");
    const kind = readKind(context.options.text("kind") ?? "");
    return withWorkspace(context, false, async (workspace) => {
      const counts = await collectStdin(context, workspace, kind);
      if (context.options.flag("json")) await context.output.write(jsonLine(counts));
      else if (!context.options.flag("acks"))
        context.output.note(`${counts.lines} lines: ${counts.accepted} accepted, ${counts.quarantined} quarantined`);
      return counts.quarantined > 0 ? 1 : 0;
    });
  },
};

interface Counts {
  lines: number;
  accepted: number;
  quarantined: number;
}

async function collectStdin(context: CommandContext, workspace: Workspace, kind: RecordKind): Promise<Counts> {
  const counts: Counts = { lines: 0, accepted: 0, quarantined: 0 };
  const acks = context.options.flag("acks") ? new AckWriter(context.output) : null;
  const splitter = new LineSplitter();
  const take = async (line: Line): Promise<Receipt> => {
    const receipt = await collectLine(workspace, kind, line);
    counts.lines++;
    counts[receipt.status]++;
    return receipt;
  };
  // One acknowledgement a chunk: what arrived together becomes durable together.
  for await (const chunk of chunksOf(context.stdin, context.stop)) {
    const receipts: Receipt[] = [];
    for (const line of splitter.push(chunk)) receipts.push(await take(line));
    acks?.expect(receipts);
  }
  const last = context.stop.aborted ? null : splitter.end();
  if (last) {
    const receipt = await take(last);
    acks?.expect([receipt]);
  }
  await workspace.collector.flush();
  await acks?.finish();
  return counts;
}

async function collectLine(workspace: Workspace, kind: RecordKind, line: Line): Promise<Receipt> {
  if (line.lengthBytes <= maxLineBytes) return workspace.collector.collect(kind, line.bytes);
  // Waited for, so that a stream of such lines is held back by the disk like any other.
  const receipt = workspace.collector.collectTooLong(kind, line.bytes.subarray(0, quarantinedHeadBytes), line.lengthBytes, {
    pointer: "",
    rule: "too_long",
    message: `The line is ${line.lengthBytes} bytes long; the longest that is read is ${maxLineBytes} bytes (16 MiB).`,
    fix: "Only its first 4 KiB are kept in quarantine.",
  });
  await receipt.durable;
  return receipt;
}

/** The chunks of stdin until its end, or until the person has had enough. */
async function* chunksOf(stdin: NodeJS.ReadableStream, stop: AbortSignal): AsyncGenerator<Uint8Array> {
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
