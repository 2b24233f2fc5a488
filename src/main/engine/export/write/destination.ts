import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { AssayError } from "../../../../contract/index.ts";
import { parseObject } from "../../base/json-value.ts";
import { listFolder, makeFolderInside, readSmallFile } from "../../files/inside.ts";
import { withPath } from "../../files/io-error.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { realFolder, toRealPath } from "../../files/named-file.ts";
import { describePlace, StagedFolder } from "../../files/staged-folder.ts";

/** Where an export goes. */
export interface Destination {
  /** Absolute. */
  path: string;
  /** Whether an export that is there may be replaced. */
  replace: boolean;
  /** The workspace's real root, and its folder for exports: nothing else in it is written. */
  workspace: { root: string; exports: string };
}

export const manifestName = "manifest.json";
/** In `format` of the manifest: what makes a folder an export of ours. */
export const manifestFormat = "assay-export";

/**
 * Checks the place of an export and makes the staging folder beside it.
 * @throws AssayError refused (in the workspace but not in exports/, a link, a file, a folder that is not empty, no export of Assay's to replace),
 * permission, disk_full, io …
 */
export async function openDestination({ path, replace, workspace }: Destination): Promise<StagedFolder> {
  const { target, isPrivate } = await realTarget(path, workspace);
  const { kind, what, names } = await describePlace(target);
  if (kind === "other")
    throw refused(target, `${target} is ${what}; an export makes a folder of its own.`, "Choose another path, or remove it.");
  if (names.length > 0 && !replace)
    throw refused(target, `${target} is there and not empty.`, "Choose another path; an earlier export is replaced with --force.");
  if (names.length > 0) await refuseUnlessOurs(target);
  return StagedFolder.make(target, { replaces: names.length > 0, isPrivate });
}

/**
 * The same for an export that is one file: the staging folder beside it, whose file takes the place (`commitFile`).
 * @throws AssayError refused (in the workspace but not in exports/, something there that is no file or may not be replaced), permission, io …
 */
export async function openFileDestination({ path, replace, workspace }: Destination): Promise<StagedFolder> {
  const { target, isPrivate } = await realTarget(path, workspace);
  const { kind, what } = await describePlace(target);
  if (kind !== "nothing" && what !== "a file") throw refused(target, `${target} is ${what}.`, "Choose another path, or remove it.");
  if (kind !== "nothing" && !replace)
    throw refused(target, `${target} is there already.`, "Choose another path; an earlier file is replaced with --force.");
  return StagedFolder.make(target, { replaces: false, isPrivate });
}

const refused = (where: string, message: string, fix: string) => new AssayError("refused", message, { where, fix });

/** The path with its parents made, and every link in them followed; below the workspace no link is. */
async function realTarget(path: string, { root, exports }: Destination["workspace"]): Promise<{ target: string; isPrivate: boolean }> {
  const named = resolve(path);
  const name = basename(named);
  if (name === "") throw refused(named, `${named} is no folder that can be made.`, "Name a folder in it.");
  const parent = await nearestRealPath(dirname(named));
  const target = join(parent, name);
  if (!isWithin(target, root)) {
    // It is named as a place in the workspace, and is none: a link of the workspace leads out of it.
    if (await isBelow(dirname(named), root))
      throw refused(named, `${dirname(named)} leads out of the workspace by a link.`, "Remove the link.");
    await withPath(dirname(named), async () => makeFolder(dirname(named)));
    return { target: join(await withPath(dirname(named), () => toRealPath(dirname(named))), name), isPrivate: false };
  }
  if (!isWithin(parent, exports))
    throw refused(
      named,
      `${named} lies in the workspace, whose own files are not for exports.`,
      `Choose a folder in ${exports}, or outside.`,
    );
  await makeFolderInside(parent);
  return { target, isPrivate: true };
}

/** Whether a folder or one above it is the workspace, however it is spelt. */
async function isBelow(folder: string, root: string): Promise<boolean> {
  if ((await toRealPath(folder).catch(() => null)) === root) return true;
  return dirname(folder) !== folder && isBelow(dirname(folder), root);
}

/** The real path of a folder that may not be there yet. */
async function nearestRealPath(folder: string): Promise<string> {
  const real = await toRealPath(folder).catch(() => null);
  if (real !== null || dirname(folder) === folder) return real ?? folder;
  return join(await nearestRealPath(dirname(folder)), basename(folder));
}

const isWithin = (path: string, folder: string): boolean => {
  const from = relative(folder, path);
  return from === "" || !(from === ".." || from.startsWith(`..${sep}`) || resolve(from) === from);
};

/** Only what an export of ours wrote is removed: whatever else lies in its folder, or in a folder of it, is somebody's. */
async function refuseUnlessOurs(target: string): Promise<void> {
  const ours = await namesOfExport(target);
  const choose = "Choose another path, or move it away.";
  if (ours === null)
    throw refused(target, `${target} is no export of Assay's: it has no manifest.json of one, and is not replaced.`, choose);
  const foreign = await findForeign(target, "", ours);
  if (foreign !== null)
    throw refused(target, `${target} holds ${foreign}, which the export there did not write, and is not replaced.`, choose);
}

/** @param at a folder in it, with a "/" behind it. @returns what the manifest does not name and no file it names lies in; a folder as such, or a link. */
async function findForeign(
  target: string,
  at: string,
  ours: { files: ReadonlySet<string>; folders: ReadonlySet<string> },
): Promise<string | null> {
  for (const entry of await listFolder(join(await realFolder(target), at))) {
    const name = `${at}${entry.name}`;
    if (!entry.isDirectory() ? !ours.files.has(name) : !ours.folders.has(name)) return name;
    const below = entry.isDirectory() ? await findForeign(target, `${name}/`, ours) : null;
    if (below !== null) return below;
  }
  return null;
}

const maxManifestBytes = 16 * 1024 * 1024;
/** No path is longer: a name of a million slashes is nobody's. */
const maxNamedPath = 4096;

/** The names of all files of an export, with "/", and of the folders they lie in; null when the folder holds none. */
async function namesOfExport(folder: string): Promise<{ files: ReadonlySet<string>; folders: ReadonlySet<string> } | null> {
  const real = await realFolder(folder);
  const bytes = await readSmallFile(join(real, manifestName), maxManifestBytes).catch(() => null);
  const manifest = bytes === null ? null : parseObject(bytes.toString("utf8"));
  if (manifest?.format !== manifestFormat || !Array.isArray(manifest.files)) return null;
  const named = (manifest.files as unknown[]).map((file) => String((file as { file?: unknown } | null)?.file));
  const folders = new Set<string>();
  for (const name of named)
    for (let at = name.indexOf("/"); at > 0 && at < maxNamedPath; at = name.indexOf("/", at + 1)) folders.add(name.slice(0, at));
  return { files: new Set([manifestName, ...named]), folders };
}
