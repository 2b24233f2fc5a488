import { basename, dirname, join } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { readSmallFile } from "../files/inside.ts";
import { ioError } from "../files/io-error.ts";
import { resolveLinkedFile } from "../files/linked-file.ts";
import { realFolder, statNamed } from "../files/named-file.ts";
import { findJsonFault } from "./json-error.ts";

const maxConfigBytes = 1024 * 1024;

/**
 * Reads a configuration file; null when there is none.
 * @throws AssayError refused (a folder, a device, a link that this machine does not allow, or the workspace is a file), over_limit, permission, io.
 */
async function readBytes(path: string, followLinksTo: readonly string[]): Promise<Buffer | null> {
  try {
    return await readPlace(join(await realFolder(dirname(path)), basename(path)), followLinksTo);
  } catch (thrown) {
    const folder = dirname(path);
    if (await isFile(folder)) {
      throw new AssayError("refused", `The workspace ${folder} is a file; a workspace is a folder.`, {
        where: path,
        fix: "Choose a folder, or a path that does not exist yet.",
      });
    }
    if (!(thrown instanceof AssayError)) throw ioError(thrown, path);
    if (thrown.code === "not_found") return null;
    if (thrown.code === "over_limit") {
      throw new AssayError("over_limit", `${path} is longer than 1 MiB (1048576 bytes); that is no configuration.`, {
        where: path,
        fix: "Replace it by one with the keys you need, or remove it: defaults then hold.",
      });
    }
    throw thrown;
  }
}

async function readPlace(path: string, followLinksTo: readonly string[]): Promise<Buffer> {
  try {
    return await readSmallFile(path, maxConfigBytes);
  } catch (thrown) {
    // It is nearly always a regular file: looking for a link first would cost a call each time.
    const target = await resolveLinkedFile(path, followLinksTo);
    if (target === path) throw thrown;
    return readSmallFile(target, maxConfigBytes);
  }
}

/**
 * The real path of a configuration file.
 * @param path the workspace path as given, joined with the file name.
 * @throws AssayError refused for a link into a folder that this machine does not allow.
 */
export async function placeOfConfig(path: string, followLinksTo: readonly string[]): Promise<string> {
  const folder = await realFolder(dirname(path));
  return resolveLinkedFile(join(folder, basename(path)), followLinksTo);
}

async function isFile(path: string): Promise<boolean> {
  return statNamed(path).then(
    (there) => there.isFile(),
    () => false,
  );
}

/**
 * Parses `assay.config.json`; null when there is no such file.
 * @throws AssayError damaged with line and column when it is not JSON or not UTF-8; see `readBytes` for the others.
 */
export async function readConfigJson(path: string, followLinksTo: readonly string[] = []): Promise<{ value: unknown } | null> {
  const bytes = await readBytes(path, followLinksTo);
  if (bytes === null) return null;
  const fix = "Mend the file, or remove it: defaults then hold.";
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (thrown) {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw new AssayError("damaged", `${path} is ${utf16 ? "UTF-16 text" : "not UTF-8 text"}.`, {
      where: path,
      fix: utf16 ? "Save it as UTF-8." : fix,
      cause: thrown,
    });
  }
  if (text.trim() === "")
    throw new AssayError("damaged", `${path} is empty (line 1, column 1); it has to hold an object.`, { where: path, fix });
  try {
    return { value: JSON.parse(text) };
  } catch (thrown) {
    const at = findJsonFault(text) ?? { line: 1, column: 1, message: thrown instanceof Error ? thrown.message : "cannot be read" };
    throw new AssayError("damaged", `${path} is not JSON: line ${at.line}, column ${at.column}: ${at.message}.`, {
      where: path,
      fix,
      cause: thrown,
    });
  }
}
