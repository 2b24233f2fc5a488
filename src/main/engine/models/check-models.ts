import { stat } from "node:fs/promises";
import { join } from "node:path";
import { AssayError, type ModelEntry, type ModelVerdict, type Signal } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import { inspectModel } from "./formats/inspect-model.ts";
import { hashFile } from "./hash-file.ts";

/** What a file on disk is, for a list that does not know it yet. Its time is the file's own. */
export async function adoptFile(folder: string, file: string, signal: Signal): Promise<Omit<ModelEntry, "name">> {
  const path = join(folder, file);
  const { mtimeMs } = await withPath(path, () => stat(path));
  const hashed = await hashFile(path, signal);
  return { file, ...hashed, ...(await inspectModel(path, file)), importedAtS: Math.max(0, Math.floor(mtimeMs / 1000)) };
}

/** Whether a file is what the list says. What is wrong is an answer; only being cancelled is thrown. */
export async function verifyEntry(folder: string, { name, file, sizeBytes, sha256 }: ModelEntry, signal?: Signal): Promise<ModelVerdict> {
  const path = join(folder, file);
  const wrong = (problem: string): ModelVerdict => ({ name, ok: false, problem: `${problem} Add the model again, or remove it.` });
  try {
    // A wrong size says enough; the bytes need not be read.
    const { size } = await withPath(path, () => stat(path));
    if (size !== sizeBytes) return wrong(`${path} has ${size} bytes; ${sizeBytes} were stored.`);
    const now = await hashFile(path, signal);
    if (now.sha256 !== sha256) return wrong(`${path} has changed: its SHA-256 is ${now.sha256}; ${sha256} was stored.`);
    const { warnings } = await inspectModel(path, name);
    return { name, ok: true, ...(warnings.length > 0 ? { warnings } : {}) };
  } catch (thrown) {
    if (!(thrown instanceof AssayError) || thrown.code === "cancelled") throw thrown;
    return wrong(thrown.message);
  }
}
