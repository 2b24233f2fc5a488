import { dirname, extname, join } from "node:path";
import { app, dialog } from "electron";
import { atomicWriteFile } from "../engine/index.ts";
import type { LastFolder } from "./last-folder.ts";

const kinds: Readonly<Record<string, string>> = { ".png": "PNG picture", ".svg": "SVG drawing", ".csv": "CSV table" };

/**
 * Asks with the system's dialog where a file of the screen goes, at first in the folder of the last one, and writes it whole or not at all.
 * @param name proposed, without a folder. @returns its absolute path, or null when cancelled.
 * @throws AssayError disk_full, permission, refused, io.
 */
export async function saveFile(name: string, bytes: Uint8Array, lastFolder: LastFolder): Promise<string | null> {
  const extension = extname(name);
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: "Save",
    defaultPath: join((await lastFolder.read()) ?? app.getPath("downloads"), name),
    filters: [{ name: kinds[extension] ?? "File", extensions: [extension.slice(1)] }],
    properties: ["createDirectory", "showOverwriteConfirmation"],
  });
  // Cancelled it is absent, or empty in newer versions.
  if (canceled || filePath === undefined || filePath === "") return null;
  await atomicWriteFile(filePath, bytes);
  await lastFolder.write(dirname(filePath));
  return filePath;
}
