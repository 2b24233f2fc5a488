import { resolve } from "node:path";
import { AssayError, exitCodeOf, toErrorValue } from "../../../../contract/index.ts";
import { type Following, isForGood, isGlob, statNamed, type Workspace } from "../../../engine/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../../command.ts";
import { isHandedOver } from "../../door/hand-over.ts";
import { printable } from "../../output.ts";
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
    const ended = await withWorkspace(context, false, (workspace) => followAll(context, workspace, choices));
    if (isHandedOver(context.stop)) context.onHandOver();
    if (ended === null || isHandedOver(context.stop)) return 0;
    const { done, unmet } = ended;
    if (unmet !== null && done.length === 0) throw unmet;
    // Being stopped is how it ends.
    const code = await reportImport({ ...context, stop: new AbortController().signal }, done, (performance.now() - startedMs) / 1000);
    if (unmet === null) return code;
    context.output.note(printable(`assay: ${unmet.message} ${unmet.fix}`));
    return Math.max(code, exitCodeOf[unmet.code]);
  },
};

/** @returns what became of each file, and what is wrong with a pattern; null when the process that has the workspace open goes on with them. */
async function followAll(context: CommandContext, workspace: Workspace, choices: ImportChoices): Promise<Ended | null> {
  const { options, output, stop } = context;
  const { plan, answers } = await choices.resolve(workspace);
  const { follower } = workspace;
  const isKept = options.flag("keep");
  const isOnce = options.flag("once");
  const all: Following[] = [];
  const told = tellProgress(context, follower, all);
  try {
    for (const name of options.positionals) {
      const path = resolve(context.cwd(), name);
      const request = { as: await toForm(path), path, name, kind: choices.kind, plan, answers };
      const following = await (isKept ? follower.keep(request) : follower.follow(request));
      all.push(following);
      if (isUnmet(following) && !isOnce) output.note(printable(`assay: No file fits ${name} yet; it is waited for.`));
    }
    if (isOnce) for (const following of all) await follower.look(following);
    else if (isKept && context.workspace !== undefined) {
      output.note("assay: Followed by the process that has the workspace open, until it is stopped under Live.");
      return null;
    } else await Promise.race([stopped(stop), allRefused(follower, all)]);
    const unmet = isOnce ? all.find(isUnmet) : undefined;
    return { done: toDone(all, isOnce), unmet: unmet ? fitsNothing(unmet.request.name) : null };
  } finally {
    await told.end();
    // The next one to open the workspace goes on with what is kept.
    for (const { id } of all) if (!isKept) await follower.stop(id);
    if (!isOnce) await workspace.indexImports();
  }
}

interface Ended {
  done: DoneFile[];
  /** A pattern that no file fits, with `--once`. */
  unmet: AssayError | null;
}

const isUnmet = ({ request, files }: Following) => request.as === "glob" && files.size === 0;

const fitsNothing = (name: string) =>
  new AssayError("not_found", `No file fits ${name}.`, { where: name, fix: "Check the pattern, and the folder it is for." });

/** Resolves when nothing that was named can ever be followed. A folder or a pattern may find more. */
function allRefused(follower: Workspace["follower"], all: readonly Following[]): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      const isRefused = ({ request, files }: Following) =>
        request.as === "file" && [...files.values()].every(({ error }) => error !== null && isForGood(error));
      if (!all.every(isRefused)) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = follower.subscribe(check);
    check();
  });
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
    return { report: file.read(), error: error && toErrorValue(error), isPassedOver, isFollowed: true, isTold: !isOnce };
  });
}

function stopped(stop: AbortSignal): Promise<void> {
  return new Promise((done) => (stop.aborted ? done() : stop.addEventListener("abort", () => done(), { once: true })));
}
