import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { errnoOf, ioError } from "../files/io-error.ts";
import { findJsonFault } from "./json-error.ts";

const maxConfigBytes = 1024 * 1024;

/**
 * The bytes of a configuration file; null when there is none.
 * @throws AssayError refused (a folder, a device, or the workspace is a file), over_limit, permission, io.
 */
async function readBytes(path: string): Promise<Buffer | null> {
  const refused = (message: string, fix: string) => new AssayError("refused", message, { where: path, fix });
  try {
    // Not blocking: a named pipe in this place would hold the opening for ever.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const there = await file.stat();
      if (there.isDirectory())
        throw refused(`${path} is a folder; it has to be a file.`, "Move the folder away; without the file, defaults hold.");
      if (!there.isFile()) throw refused(`${path} is not a regular file.`, "Replace it by a file; without it, defaults hold.");
      // One byte more than allowed tells a file that is too long, even while it grows.
      const bytes = Buffer.alloc(maxConfigBytes + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
        length += bytesRead;
        if (bytesRead === 0 || length === bytes.length) break;
      }
      if (length > maxConfigBytes) {
        throw new AssayError("over_limit", `${path} is longer than 1 MiB (1048576 bytes); that is no configuration.`, {
          where: path,
          fix: "Replace it by one with the keys you need, or remove it: defaults then hold.",
        });
      }
      return bytes.subarray(0, length);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    const folder = dirname(path);
    if (await isFile(folder)) {
      throw refused(`The workspace ${folder} is a file; a workspace is a folder.`, "Choose a folder, or a path that does not exist yet.");
    }
    if (errnoOf(thrown) === "ENOENT") return null;
    throw ioError(thrown, path);
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (there) => there.isFile(),
    () => false,
  );
}

/**
 * What `assay.config.json` says, as JSON; null when there is no such file.
 * @throws AssayError damaged with line and column when it is not JSON or not UTF-8; see `readBytes` for the others.
 */
export async function readConfigJson(path: string): Promise<{ value: unknown } | null> {
  const bytes = await readBytes(path);
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
    const at = findJsonFault(text) ?? { line: 1, column: 1, says: thrown instanceof Error ? thrown.message : "cannot be read" };
    throw new AssayError("damaged", `${path} is not JSON: line ${at.line}, column ${at.column}: ${at.says}.`, {
      where: path,
      fix,
      cause: thrown,
    });
  }
}
