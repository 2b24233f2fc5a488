import { join } from "node:path";
import { AssayError, type ModelCheck, type ModelEntry, type Signal } from "../../../contract/index.ts";
import { statInside } from "../files/inside.ts";
import { noSuchFile } from "../files/io-error.ts";
import { overCap, sizeText } from "./copy-model.ts";
import { inspectModel } from "./formats/inspect-model.ts";
import { hashFile } from "./hash-file.ts";

/**
 * Describes an unlisted file of the folder. Its import time is the file's modification time.
 * @throws AssayError over_limit, without reading it, when it is larger than `maxBytes`; refused, cancelled, permission, io.
 */
export async function adoptFile(
  folder: string,
  file: string,
  { maxBytes, signal }: { maxBytes: number; signal: Signal },
): Promise<Omit<ModelEntry, "name">> {
  const path = join(folder, file);
  const there = await statInside(path);
  if (there === null) throw noSuchFile(path);
  if (there.size > BigInt(maxBytes)) throw overCap(file, `is ${sizeText(Number(there.size))}`, maxBytes);
  const mtimeMs = Number(there.mtimeMs);
  const hashed = await hashFile(path, { maxBytes, signal });
  return { file, ...hashed, ...(await inspectModel(path, file)), importedAtS: Math.max(0, Math.floor(mtimeMs / 1000)), engineId: null };
}

/** Compares a file with its entry. A mismatch is a result, not an error. @throws AssayError cancelled. */
export async function verifyEntry(folder: string, { name, file, sizeBytes, sha256 }: ModelEntry, signal?: Signal): Promise<ModelCheck> {
  const path = join(folder, file);
  const wrong = (problem: string): ModelCheck => ({ name, ok: false, problem: `${problem} Add the model again, or remove it.` });
  try {
    // A wrong size is enough; the bytes need not be read.
    const there = await statInside(path);
    if (there === null) throw noSuchFile(path);
    const size = Number(there.size);
    if (size !== sizeBytes) return wrong(`${path} has ${size} bytes; ${sizeBytes} were stored.`);
    const now = await hashFile(path, { maxBytes: sizeBytes, signal });
    if (now.sha256 !== sha256) return wrong(`${path} has changed: its SHA-256 is ${now.sha256}; ${sha256} was stored.`);
    const { warnings } = await inspectModel(path, name);
    return { name, ok: true, ...(warnings.length > 0 ? { warnings } : {}) };
  } catch (thrown) {
    if (!(thrown instanceof AssayError) || thrown.code === "cancelled") throw thrown;
    return wrong(thrown.message);
  }
}
