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

/** Paths that a dialog names; thousands can be opened at once. */
const maxNamed = 5;

/** Asks before folders become workspaces: opened from the system, they may be any. @param paths at least one. @returns whether they shall. */
export async function confirmNewWorkspaces(paths: readonly string[]): Promise<boolean> {
  const [first = ""] = paths;
  const isOne = paths.length === 1;
  const more = paths.length > maxNamed ? [`and ${paths.length - maxNamed} more`] : [];
  const made = `${isOne ? "As a workspace it gets" : "As workspaces they get"} the folders output, models and .assay. Other files stay as they are.`;
  const answer = await dialog.showMessageBox({
    type: "question",
    title: "Assay",
    message: isOne ? `${basename(first)} is not an Assay workspace yet.` : `${paths.length} folders are not Assay workspaces yet.`,
    detail: `${[...paths.slice(0, maxNamed), ...more].join("\n")}\n\n${made}`,
    buttons: [isOne ? "Make it a workspace" : "Make them workspaces", "Cancel"],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return answer.response === 0;
}

/** Reports what could not be opened: the first in full, the others by their number. @param failures at least one. */
export async function explainFailures(failures: readonly ErrorValue[]): Promise<void> {
  const [first] = failures;
  if (first === undefined) return;
  const others = failures.length - 1;
  const more = others === 0 ? [] : [others === 1 ? "1 more could not be opened." : `${others} more could not be opened.`];
  await dialog.showMessageBox({
    type: "error",
    title: "Assay",
    message: first.message,
    detail: [toDetail(first), ...more].filter((part) => part !== "").join("\n\n"),
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
