import { resolve } from "node:path";
import { AssayError } from "../../contract/index.ts";
import {
  type DefaultWorkspace,
  defaultStateDir,
  findDefaultWorkspace,
  findOwnersDoor,
  formatCommand,
  isLockTaken,
  isThere,
  type Reader,
  readOpened,
  type Workspace,
  waitForOwnersDoor,
} from "../engine/index.ts";
import type { CommandContext } from "./command.ts";
import { OwnerHasIt } from "./door/owner-has-it.ts";
import { printable } from "./output.ts";
import { usageError } from "./usage.ts";

/** What a command does with its workspace: "create" also makes a new one. */
type Purpose = "read" | "write" | "create";

/**
 * Opens the workspace of `--workspace`, or the default one, for writing, runs `work`, and closes it in any case: buffers are flushed and the lock is
 * released before the command answers.
 * @param mustExist for commands that should not create a workspace from a mistyped path.
 */
export async function withWorkspace<T>(
  context: CommandContext,
  mustExist: boolean,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  if (context.workspace !== undefined) return work(context.workspace);
  const path = await workspacePath(context, mustExist ? "write" : "create");
  await leaveItToOwner(context, path);
  const { importWorkerUrl } = context.places;
  const { createOpenDoor, openWorkspace } = await import("./open-for-writing.ts");
  const door = createOpenDoor(async () => context.runCli, context.places, context.log);
  const options = { path, importWorkerUrl, stateDir: getStateDir(context), log: context.log, door };
  const workspace = await openOrLeave(context, path, () => openWorkspace(options));
  return closing(context, { close: () => workspace.close() }, async () => {
    const answer = await work(workspace);
    await door.idle(context.stop, () =>
      context.output.note(
        "assay: Done. Commands of other processes still run in this one, which has the workspace open; it ends with them.",
      ),
    );
    return answer;
  });
}

/** The same for commands that only read: the workspace is not changed, even if its files need repair. */
export async function withReader<T>(context: CommandContext, work: (reader: Reader) => Promise<T>): Promise<T> {
  if (context.workspace !== undefined) return work(readOpened(context.workspace, context.stop));
  const path = await workspacePath(context, "read");
  await leaveItToOwner(context, path);
  const { log, output, stop: signal } = context;
  const note = (sentence: string) => output.note(printable(`assay: ${sentence}`));
  const { importWorkerUrl } = context.places;
  const { openReader } = await import("./open-for-reading.ts");
  const options = { path, importWorkerUrl, stateDir: getStateDir(context), log, note, signal };
  return closing(context, await openOrLeave(context, path, () => openReader(options)), work);
}

/** Before the engine is loaded, which takes longer than most commands do. @throws OwnerHasIt */
async function leaveItToOwner({ looksForOwner }: CommandContext, path: string): Promise<void> {
  const door = looksForOwner ? await findOwnersDoor(path) : null;
  if (door === null) return;
  throw new OwnerHasIt(
    new AssayError("in_use", `This workspace is in use by process ${door.pid}.`, { fix: "Close that Assay, then try again.", where: path }),
    door,
  );
}

/** How often it is opened again because whoever had it has just ended. */
const maxOpenings = 20;

/** Opens the workspace, after an owner that is closing it. @throws OwnerHasIt when another process has it open, and listens. */
async function openOrLeave<T>({ stop, output }: CommandContext, path: string, open: () => Promise<T>): Promise<T> {
  for (let opening = 1; ; opening++) {
    try {
      return await open();
    } catch (thrown) {
      if (!isLockTaken(thrown)) throw thrown;
      const door = await waitForOwnersDoor(path, stop, (pid) =>
        output.note(`assay: Waiting for process ${pid}, which opens or closes the workspace.`),
      );
      if (door === null || (door === "free" && opening >= maxOpenings)) throw thrown;
      if (door !== "free") throw new OwnerHasIt(thrown, door);
    }
  }
}

/** The folder of this user's machine settings. */
export const getStateDir = (context: CommandContext) => defaultStateDir(context.env, process.platform);

/** Says on stderr which workspace was chosen, and why, before it is opened. */
export function noteDefault({ output }: CommandContext, { path, source, isSample }: DefaultWorkspace): void {
  const why = {
    environment: "from ASSAY_WORKSPACE",
    current_folder: "the current folder",
    last_opened: `the ${isSample ? "sample, " : ""}last one opened; --workspace DIR names another`,
  } satisfies Record<DefaultWorkspace["source"], string>;
  output.note(printable(`assay: Workspace ${path} (${why[source]}).`));
}

async function workspacePath(context: CommandContext, purpose: Purpose): Promise<string> {
  const named = context.options.text("workspace");
  const path = named === undefined ? await defaultPath(context, purpose) : resolve(context.cwd(), named);
  if (purpose !== "create" && !(await isThere(path))) {
    throw new AssayError("not_found", `There is no workspace ${path}.`, {
      fix: `Check the path. ${formatCommand("import")} creates a new workspace.`,
      where: path,
    });
  }
  return path;
}

/** @throws AssayError invalid_argument when there is no default; not_found and refused, below. */
async function defaultPath(context: CommandContext, purpose: Purpose): Promise<string> {
  const chosen = await findDefaultWorkspace({ env: context.env, cwd: context.cwd(), stateDir: getStateDir(context) });
  if (chosen === null)
    throw usageError(
      "--workspace DIR is missing: ASSAY_WORKSPACE is not set, the current folder is no workspace, and none has been opened yet.",
    );
  if (chosen.source === "last_opened") await refuseDoubtful(chosen, purpose);
  noteDefault(context, chosen);
  return chosen.path;
}

/**
 * The last workspace opened may be gone, with a disk that is not mounted: never made anew, nor replaced by the one before it. The sample is what
 * the first start opens: records of somebody's own do not belong there unless it is named.
 */
async function refuseDoubtful({ path, isSample }: DefaultWorkspace, purpose: Purpose): Promise<void> {
  if (!(await isThere(path)))
    throw new AssayError("not_found", `The workspace opened last, ${path}, is not there any more.`, {
      fix: "Name a workspace with --workspace DIR.",
      where: path,
    });
  if (purpose !== "read" && isSample)
    throw new AssayError("refused", `The workspace opened last is the sample, ${path}; it is written to only when it is named.`, {
      fix: "Name a workspace with --workspace DIR.",
      where: path,
    });
}

async function closing<T, W extends { close(): Promise<void> }>(
  context: CommandContext,
  opened: W,
  work: (opened: W) => Promise<T>,
): Promise<T> {
  let answer: T;
  try {
    answer = await work(opened);
  } catch (thrown) {
    // Report the failure of the work; log that of closing.
    await opened.close().catch((failure) => context.log("error", "close_failed", { closing: String(failure) }));
    throw thrown;
  }
  await opened.close();
  return answer;
}
