import { basename, dirname, join, posix, relative, resolve, sep, win32 } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { errnoOf, ioError } from "../files/io-error.ts";
import { toRealPath } from "../files/named-file.ts";
import { lstatOrNull } from "../files/open-inside.ts";

/** Reserved folders: journals in them would be deleted as a cache, or taken for models. */
const taken = [".assay", "models", "exports", "drafts"];

/**
 * Whether some system that may open the workspace takes a name for a reserved one: macOS takes `.aſſay` for `.assay`, Windows
 * `models.`, `models ` and `models::$INDEX_ALLOCATION` for `models`.
 */
function isTaken(name: string): boolean {
  const [plain = ""] = name.normalize("NFKC").toUpperCase().toLowerCase().split(":");
  return taken.includes(plain.replace(/[. ]+$/, ""));
}

/**
 * What is wrong with the text of `json_engine.output.base_path`, or null. Checked by POSIX and by Windows rules, so that a workspace
 * means the same on every system.
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
 * The folder of a workspace's journals: absolute, with symbolic links resolved. Creates nothing.
 * @throws AssayError invalid_config when it is outside the workspace (a link may lead there), refused when part of the path is not a
 * folder, permission …
 */
export async function resolveOutputFolder(workspacePath: string, basePath: string): Promise<string> {
  const message = basePathFault(basePath);
  if (message !== null) throw outside(message, basePath);
  const workspace = await findRealPath(resolve(workspacePath));
  const output = await findRealPath(resolve(workspacePath, basePath));
  const [first] = relative(workspace, output).split(sep);
  // On Windows, `relative` to another drive is an absolute path.
  if (first === ".." || resolve(workspace, relative(workspace, output)) !== output || first?.endsWith(":")) {
    throw outside(`leads to ${output} through a link, outside the workspace`, basePath);
  }
  if (first !== undefined && isTaken(first)) throw outside(`leads into ${first}/ through a link`, basePath);
  return output;
}

function outside(message: string, basePath: string): AssayError {
  return new AssayError("invalid_config", `json_engine.output.base_path ${message}.`, {
    where: "json_engine.output.base_path",
    fix: `Name a folder inside the workspace, for example "output"; "${basePath}" is not one.`,
  });
}

/** The real path of the existing part of `path`, joined with the rest. */
export async function findRealPath(path: string): Promise<string> {
  try {
    return await toRealPath(path);
  } catch (thrown) {
    if (errnoOf(thrown) !== "ENOENT" || dirname(path) === path) throw ioError(thrown, path);
    // A dangling link: a folder made through it could be anywhere.
    const there = await lstatOrNull(path).catch(() => null);
    if (there?.isSymbolicLink())
      throw new AssayError("refused", `${path} is a link that leads to nothing.`, {
        where: path,
        fix: "Remove the link, or make the folder it names.",
      });
    return join(await findRealPath(dirname(path)), basename(path));
  }
}
