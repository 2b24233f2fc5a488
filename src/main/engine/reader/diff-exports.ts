import type { Signal } from "../../../contract/index.ts";
import { diffExports as diffWith, type ExportDiff } from "../export/diff/diff-exports.ts";
import { makeScratchFolder } from "./scratch-folder.ts";

/**
 * Compares two exports row by row, with a scratch folder for those that are tables.
 * @param a, b absolute paths of their folders.
 * @throws AssayError not_found, refused (no export of Assay's), damaged, disk_full, cancelled, io …
 */
export async function diffExports(a: string, b: string, { stateDir, signal }: { stateDir: string; signal: Signal }): Promise<ExportDiff> {
  const scratch = await makeScratchFolder(stateDir, a);
  try {
    return await diffWith(a, b, { scratch: scratch.path, signal });
  } finally {
    await scratch.remove();
  }
}
