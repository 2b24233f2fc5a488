import { join } from "node:path";
import { AssayError, type ModelEntry, type ModelVerdict, type Signal } from "../../../contract/index.ts";
import { statInside } from "../files/inside.ts";
import { noSuchFile } from "../files/io-error.ts";
import { overCap } from "./copy-model.ts";
import { inspectModel } from "./formats/inspect-model.ts";
import { hashFile } from "./hash-file.ts";
import { sizeText } from "./size-text.ts";

/**
 * What a file on disk is, for a list that does not know it yet. Its time is the file's own.
 * @throws AssayError over_limit when it is larger than `maxBytes`: it is not read then; refused, cancelled, permission, io.
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
  return { file, ...hashed, ...(await inspectModel(path, file)), importedAtS: Math.max(0, Math.floor(mtimeMs / 1000)) };
}

/** Whether a file is what the list says. What is wrong is an answer; only being cancelled is thrown. */
export async function verifyEntry(folder: string, { name, file, sizeBytes, sha256 }: ModelEntry, signal?: Signal): Promise<ModelVerdict> {
  const path = join(folder, file);
  const wrong = (problem: string): ModelVerdict => ({ name, ok: false, problem: `${problem} Add the model again, or remove it.` });
  try {
    // A wrong size says enough; the bytes need not be read.
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
