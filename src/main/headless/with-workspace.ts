import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { AssayError } from "../../contract/index.ts";
import { openWorkspace, type Workspace } from "../engine/index.ts";
import type { CommandContext } from "./command.ts";

/**
 * Opens the workspace that `--workspace` names, does the work, and closes it again whatever happened: buffers are flushed and
 * the lock is released before the command answers.
 * @param mustExist for commands that only read: an empty workspace made by a mistyped path would answer "nothing".
 */
export async function withWorkspace<T>(
  context: CommandContext,
  mustExist: boolean,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const path = resolve(context.options.text("workspace") ?? "");
  if (mustExist && (await stat(path).catch(() => null)) === null) {
    throw new AssayError("not_found", `There is no workspace ${path}.`, {
      fix: "Check the path; assay import makes a new workspace.",
      where: path,
    });
  }
  const workspace = await openWorkspace({ path, importWorkerUrl: context.places.importWorkerUrl, log: context.log });
  let answer: T;
  try {
    answer = await work(workspace);
  } catch (thrown) {
    // The failure of the work is the one to tell; what closing adds to it is in the log.
    await workspace.close().catch((closing) => context.log("error", "close_failed", { closing: String(closing) }));
    throw thrown;
  }
  await workspace.close();
  return answer;
}
