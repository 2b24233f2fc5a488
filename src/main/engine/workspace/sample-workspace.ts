import { chmod, constants, cp, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import { makeFolder } from "../files/make-folder.ts";
import { privateFileMode, privateFolderMode } from "../files/open-inside.ts";

/** Path of the sample workspace in a state folder. */
export function sampleWorkspacePath(stateDir: string): string {
  return join(stateDir, "workspaces", "sample");
}

/**
 * Copies the sample workspace from `<resourcesDir>/sample` unless it exists. The copy appears whole or not at all, so an interrupted
 * first start leaves no partial sample.
 * @returns its path.
 * @throws AssayError not_found when the installation has no sample; permission, disk_full, io.
 */
export async function ensureSampleWorkspace(stateDir: string, resourcesDir: string): Promise<string> {
  const target = sampleWorkspacePath(stateDir);
  if (await isFolder(target)) return target;
  const source = join(resourcesDir, "sample");
  if (!(await isFolder(source))) {
    throw new AssayError("not_found", `The sample workspace ${source} is missing from this installation.`, {
      fix: "Install Assay again, or name a workspace with --workspace.",
      where: source,
    });
  }
  const partial = `${target}.${process.pid}.partial`;
  return withPath(target, async () => {
    await makeFolder(join(stateDir, "workspaces"), privateFolderMode);
    await rm(partial, { recursive: true, force: true });
    await cp(source, partial, { recursive: true, mode: constants.COPYFILE_FICLONE, errorOnExist: true });
    await makeTreePrivate(partial);
    try {
      await rename(partial, target);
    } catch (thrown) {
      await rm(partial, { recursive: true, force: true });
      // Another process finished first: its copy is the same.
      if (!(await isFolder(target))) throw thrown;
    }
    return target;
  });
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

/** Makes a new copy private to its owner: decisions in it are private. */
async function makeTreePrivate(folder: string): Promise<void> {
  await chmod(folder, privateFolderMode);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeTreePrivate(path);
    else if (entry.isFile()) await chmod(path, privateFileMode);
  }
}
