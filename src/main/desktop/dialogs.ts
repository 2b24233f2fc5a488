import { basename } from "node:path";
import { app, dialog } from "electron";
import type { ErrorValue } from "../../contract/index.ts";
import type { LastFolder } from "./last-folder.ts";

/**
 * Shows the system's folder dialog at the folder last used; since Electron 43 the dialog does not remember it.
 * @returns the absolute path, or null when cancelled.
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

/**
 * Reports why a workspace could not be opened.
 * @param isOnly whether no other is open, so that giving up quits.
 * @returns whether to choose another folder.
 */
export async function offerAnotherFolder(error: ErrorValue, isOnly: boolean): Promise<boolean> {
  const answer = await dialog.showMessageBox({
    type: "error",
    title: "Assay",
    message: error.message,
    detail: toDetail(error),
    buttons: ["Open another folder…", isOnly ? "Quit" : "Cancel"],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return answer.response === 0;
}

/** Asks before a folder becomes a workspace: opened from the system, it may be any. @returns whether it shall. */
export async function confirmNewWorkspace(path: string): Promise<boolean> {
  const answer = await dialog.showMessageBox({
    type: "question",
    title: "Assay",
    message: `${basename(path)} is not an Assay workspace yet.`,
    detail: `${path}\n\nAs a workspace it gets the folders output, models and .assay. Its other files stay as they are.`,
    buttons: ["Make it a workspace", "Cancel"],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return answer.response === 0;
}

/** Reports something that could not be opened. */
export async function explainFailure(error: ErrorValue): Promise<void> {
  await dialog.showMessageBox({
    type: "error",
    title: "Assay",
    message: error.message,
    detail: toDetail(error),
    buttons: ["OK"],
    noLink: true,
  });
}

function toDetail(error: ErrorValue): string {
  return [error.where, error.fix].filter((part) => part !== undefined).join("\n\n");
}

/** Reports on screen and on stderr why this installation is not started. */
export function explainDamage(damage: ErrorValue): void {
  const text = `${damage.message} ${damage.fix ?? ""}`;
  process.stderr.write(`assay: ${text}\n`);
  dialog.showErrorBox("Assay is damaged", text);
}

/** Reports a bug that ends the program, without a stack. */
export function explainBug(): void {
  dialog.showErrorBox(
    "Assay had to close",
    "Assay hit a bug. Everything accepted so far is on disk. Start it again; the newest file of .assay/log in the workspace says what happened.",
  );
}
