import type { DroppedFile } from "./hand-over-groups.ts";

/** Files in dropped folders are read level by level; more are not taken at once. */
const maxFiles = 10_000;

/**
 * Files of what was dropped, with those in its folders, each with the folder it is in. Hidden ones in folders are left out: `.DS_Store` and the like.
 * @param items of the drop event, read before it ends.
 */
export async function listDroppedFiles(items: DataTransferItemList): Promise<DroppedFile[]> {
  const dropped = [...items]
    .filter(({ kind }) => kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  const files: DroppedFile[] = [];
  for (const { entry, file } of dropped) {
    if (entry?.isDirectory === true) await addFolder(entry as FileSystemDirectoryEntry, files);
    else if (file !== null) files.push({ file, folder: "" });
  }
  return files;
}

async function addFolder(folder: FileSystemDirectoryEntry, files: DroppedFile[]): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    // Chromium answers with 100 entries at a time, and with none at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return;
    for (const entry of entries) {
      if (files.length >= maxFiles || entry.name.startsWith(".")) continue;
      if (entry.isDirectory) await addFolder(entry as FileSystemDirectoryEntry, files);
      else {
        const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
        files.push({ file, folder: folder.fullPath });
      }
    }
  }
}
