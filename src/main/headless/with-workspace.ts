import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { AssayError } from "../../contract/index.ts";
import { defaultStateDir, openReader, openWorkspace, type Workspace, type WorkspaceReader } from "../engine/index.ts";
import type { CommandContext } from "./command.ts";
import { printable } from "./output.ts";

/**
 * Opens the workspace of `--workspace` for writing, runs `work`, and closes it in any case: buffers are flushed and the lock is released before
 * the command answers.
 * @param mustExist for commands that should not create a workspace from a mistyped path.
 */
export async function withWorkspace<T>(
  context: CommandContext,
  mustExist: boolean,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const path = await workspacePath(context, mustExist);
  const { importWorkerUrl } = context.places;
  return closing(context, await openWorkspace({ path, importWorkerUrl, stateDir: getStateDir(context), log: context.log }), work);
}

/** The same for commands that only read: the workspace is not changed, even if its files need repair. */
export async function withReader<T>(context: CommandContext, work: (reader: WorkspaceReader) => Promise<T>): Promise<T> {
  const path = await workspacePath(context, true);
  const { log, output, stop: signal } = context;
  const note = (sentence: string) => output.note(printable(`assay: ${sentence}`));
  const { importWorkerUrl } = context.places;
  return closing(context, await openReader({ path, importWorkerUrl, stateDir: getStateDir(context), log, note, signal }), work);
}

/** The folder of this user's machine settings. */
export const getStateDir = (context: CommandContext) => defaultStateDir(context.env, process.platform);

async function workspacePath(context: CommandContext, mustExist: boolean): Promise<string> {
  const path = resolve(context.options.text("workspace") ?? "");
  if (mustExist && (await stat(path).catch(() => null)) === null) {
    throw new AssayError("not_found", `There is no workspace ${path}.`, {
      fix: "Check the path. assay import creates a new workspace.",
      where: path,
    });
  }
  return path;
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
