import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
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
    await copyTree(source, partial);
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

/**
 * Copies a folder file by file, because `fs.cp` cannot read from an asar archive (ENOTDIR). The copy is private to its owner: decisions in
 * it are private.
 */
async function copyTree(source: string, target: string): Promise<void> {
  await mkdir(target, { mode: privateFolderMode });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const from = join(source, entry.name);
    const to = join(target, entry.name);
    if (entry.isDirectory()) await copyTree(from, to);
    else await writeFile(to, await readFile(from), { mode: privateFileMode, flag: "wx" });
  }
}
