import { app, dialog } from "electron";
import type { ErrorValue } from "../../contract/index.ts";
import type { LastFolder } from "./last-folder.ts";

/**
 * Asks for a folder with the system's dialog, which opens where it was last used: since Electron 43 the
 * dialog does not remember that itself.
 * @returns the absolute path, or null when the person cancels.
 */
export async function pickFolder(lastFolder: LastFolder): Promise<string | null> {
  const answer = await dialog.showOpenDialog({
    title: "Open a workspace folder",
    buttonLabel: "Open workspace",
    defaultPath: (await lastFolder.read()) ?? app.getPath("documents"),
    properties: ["openDirectory", "createDirectory"],
  });
  const [path] = answer.filePaths;
  if (answer.canceled || path === undefined) return null;
  await lastFolder.write(path);
  return path;
}

/** Says that a workspace could not be opened and why. @returns whether the person wants to try another folder. */
export async function offerAnotherFolder(error: ErrorValue): Promise<boolean> {
  const answer = await dialog.showMessageBox({
    type: "error",
    title: "Assay",
    message: error.message,
    detail: [error.where, error.fix].filter((part) => part !== undefined).join("\n\n"),
    buttons: ["Open another folder…", "Quit"],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return answer.response === 0;
}

/** The last words after a bug: what happened, in a sentence, and never a stack. */
export function explainBug(): void {
  dialog.showErrorBox(
    "Assay had to close",
    "Something in Assay went wrong. Everything accepted until then is on disk. Start it again; the newest file of .assay/log in the workspace says what happened.",
  );
}
