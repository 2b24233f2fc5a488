import { basename, dirname, join, posix, relative, resolve, sep, win32 } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { errnoOf, ioError } from "../files/io-error.ts";
import { toRealPath } from "../files/named-file.ts";
import { lstatOrNull } from "../files/open-inside.ts";

/** Folders of the workspace with a purpose of their own: journals in them would be deleted as a cache, or taken for models. */
const taken = [".assay", "models", "exports", "drafts"];

/**
 * Whether a folder's name is one of those for some system that the workspace may be opened on: macOS takes `.aſſay` for `.assay`,
 * Windows `models.`, `models ` and `models::$INDEX_ALLOCATION` for `models`.
 */
function isTaken(name: string): boolean {
  const [plain = ""] = name.normalize("NFKC").toUpperCase().toLowerCase().split(":");
  return taken.includes(plain.replace(/[. ]+$/, ""));
}

/**
 * What is wrong with `json_engine.output.base_path` by its text alone, or null. Read as Linux and macOS read paths and as
 * Windows does, so that a workspace that is moved between them means the same.
 */
export function basePathFault(basePath: string): string | null {
  if (basePath.includes("\0")) return "must not hold a NUL character";
  for (const path of [posix, win32]) {
    if (path.isAbsolute(basePath) || path.parse(basePath).root !== "") return `must be relative to the workspace, not "${basePath}"`;
    const [first] = path.normalize(basePath).split(path.sep);
    if (first === "..") return `must stay inside the workspace; "${basePath}" leads out of it`;
    if (first !== undefined && isTaken(first)) return `must not be inside ${first}/, which Assay uses for something else`;
  }
  return null;
}

/**
 * Where the journals of a workspace are: an absolute path, every symbolic link on it followed. Creates nothing.
 * @throws AssayError invalid_config when that is outside the workspace (a link may lead there), refused when a part of the
 * path is no folder, permission …
 */
export async function resolveOutputFolder(workspacePath: string, basePath: string): Promise<string> {
  const says = basePathFault(basePath);
  if (says !== null) throw outside(says, basePath);
  const workspace = await findRealPath(resolve(workspacePath));
  const output = await findRealPath(resolve(workspacePath, basePath));
  const [first] = relative(workspace, output).split(sep);
  // On Windows another drive makes `relative` answer an absolute path.
  if (first === ".." || resolve(workspace, relative(workspace, output)) !== output || first?.endsWith(":")) {
    throw outside(`leads to ${output} through a link, outside the workspace`, basePath);
  }
  if (first !== undefined && isTaken(first)) throw outside(`leads into ${first}/ through a link`, basePath);
  return output;
}

function outside(says: string, basePath: string): AssayError {
  return new AssayError("invalid_config", `json_engine.output.base_path ${says}.`, {
    where: "json_engine.output.base_path",
    fix: `Name a folder inside the workspace, for example "output"; "${basePath}" is not one.`,
  });
}

/** The real path of what exists of `path`, with the rest put behind it. */
export async function findRealPath(path: string): Promise<string> {
  try {
    return await toRealPath(path);
  } catch (thrown) {
    if (errnoOf(thrown) !== "ENOENT" || dirname(path) === path) throw ioError(thrown, path);
    // There, but not followable: a link that points to nothing. What would be made through it could be anywhere.
    const there = await lstatOrNull(path).catch(() => null);
    if (there?.isSymbolicLink())
      throw new AssayError("refused", `${path} is a link that leads to nothing.`, {
        where: path,
        fix: "Remove the link, or make the folder it names.",
      });
    return join(await findRealPath(dirname(path)), basename(path));
  }
}
