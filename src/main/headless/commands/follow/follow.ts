import { resolve } from "node:path";
import { AssayError, toErrorValue } from "../../../../contract/index.ts";
import { type Following, isGlob, statNamed, type Workspace } from "../../../engine/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../../command.ts";
import { usageError } from "../../usage.ts";
import { withWorkspace } from "../../with-workspace.ts";
import { type ImportChoices, readChoices } from "../import/choices.ts";
import { type DoneFile, reportImport } from "../import/report.ts";
import { tellProgress } from "./progress.ts";

export const followCommand: Command = {
  name: "follow",
  summary: "Take the lines of growing files as they are written",
  positionals: "FILE…",
  options: {
    workspace: workspaceOption,
    once: { type: "boolean", help: "Take what is there now, and end" },
    keep: { type: "boolean", help: "Go on whenever a window or serve has the workspace open, until it is stopped under Live" },
    acks: { type: "boolean", help: 'Print {"file":…,"offset":N} whenever the lines before byte N of a file are on disk' },
    dialect: { type: "string", value: "NAME", help: "The tool that writes the files; without it they are told by their first lines" },
    recipe: { type: "string", value: "FILE", help: "A recipe kept under Import, or a file of JSON: dialect, mapping, answers" },
    engine: { type: "string", value: "NAME", help: "The engine of rows that name none" },
    time: { type: "string", value: "T", help: "The time of rows that have none" },
    success: { type: "string", value: "true|false", help: "Whether rows that do not say so succeeded" },
    kind: { type: "string", value: "KIND", help: "auto (default), engine_execution, comparison_result or training_sample" },
  },
  examples: (assay) => [
    `${assay} follow app.log.jsonl --workspace DIR --once`,
    `${assay} follow app.log.jsonl --workspace DIR`,
    `${assay} follow 'logs/*.jsonl' runs --workspace DIR --keep`,
  ],
  notes:
    "A file need not be there yet, and may be renamed, truncated or replaced. A folder stands for the files in it, a quoted pattern for those that fit, also ones that come later. Ctrl-C ends it; the next time it goes on where it was.",
  async run(context) {
    const { options } = context;
    if (options.positionals.length === 0) throw usageError("Name at least one file to follow.", "follow");
    if (options.flag("acks") && options.flag("json")) throw usageError("--acks and --json both write to stdout: choose one.", "follow");
    if (options.flag("once") && options.flag("keep")) throw usageError("--once ends and --keep goes on: choose one.", "follow");
    const choices = readChoices(context, "follow");
    const startedMs = performance.now();
    const done = await withWorkspace(context, false, (workspace) => followAll(context, workspace, choices));
    if (done === null) return 0;
    // Being stopped is how it ends.
    return reportImport({ ...context, stop: new AbortController().signal }, done, (performance.now() - startedMs) / 1000);
  },
};

/** @returns what became of each file; null when the process that has the workspace open goes on with them. */
async function followAll(context: CommandContext, workspace: Workspace, choices: ImportChoices): Promise<DoneFile[] | null> {
  const { options, output, stop } = context;
  const { plan, answers } = await choices.resolve(workspace);
  const { follower } = workspace;
  const isKept = options.flag("keep");
  const all: Following[] = [];
  const told = tellProgress(context, follower, all);
  try {
    for (const name of options.positionals) {
      const path = resolve(context.cwd(), name);
      all.push(await follower.follow({ as: await toForm(path), path, name, kind: choices.kind, plan, answers }, isKept));
    }
    if (options.flag("once")) for (const following of all) await follower.look(following);
    else if (isKept && context.workspace !== undefined) {
      output.note("assay: Followed by the process that has the workspace open, until it is stopped under Live.");
      return null;
    } else await stopped(stop);
    return toDone(all, options.flag("once"));
  } finally {
    await told.end();
    // The next one to open the workspace goes on with what is kept.
    for (const { id } of all) if (!isKept) await follower.stop(id);
    if (!options.flag("once")) await workspace.indexImports();
  }
}

async function toForm(path: string): Promise<"file" | "folder" | "glob"> {
  if (await isGlob(path)) return "glob";
  const stats = await statNamed(path).catch(() => null);
  return stats?.isDirectory() ? "folder" : "file";
}

function toDone(all: readonly Following[], isOnce: boolean): DoneFile[] {
  const files = all.flatMap(({ request, files: found }) => [...found.values()].map((file) => ({ file, isNamed: request.as === "file" })));
  return [...new Map(files.map((one) => [one.file.path, one])).values()].map(({ file, isNamed }) => {
    const isMissing = isOnce && file.state === "missing" && isNamed;
    const missing = new AssayError("not_found", `${file.name} does not exist.`, { where: file.path, fix: "Check the path." });
    const error = file.error ?? (isMissing ? missing : null);
    const isPassedOver = !isNamed && error !== null && (error.code === "unrecognised" || error.code === "refused");
    return { report: file.read(), error: error && toErrorValue(error), isPassedOver, isFollowed: true };
  });
}

function stopped(stop: AbortSignal): Promise<void> {
  return new Promise((done) => (stop.aborted ? done() : stop.addEventListener("abort", () => done(), { once: true })));
}
