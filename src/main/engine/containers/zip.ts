import { pipeline } from "node:stream";
import { type Entry, openPromise } from "yauzl";
import { AssayError } from "../../../contract/index.ts";
import { createZstdUnpacker } from "./zstd.ts";

/** The only importer of yauzl: the files of a zip archive, one after the other. */

const stored = 0;
const deflated = 8;
/** Inspect writes its logs with zstd (APPNOTE 4.4.5). */
const zstd = 93;
/** An archive of more is refused: reading its directory alone would take minutes. */
const maxEntries = 200_000;

export interface ZipEntry {
  /** With slashes, relative to the archive; never used as a path. */
  name: string;
  /** Its bytes. @throws AssayError damaged, refused (encrypted, or packed with a method that is not read). */
  read(): AsyncIterable<Uint8Array>;
}

/**
 * Lists the files of an archive in the order of its directory; folders and what macOS adds are left out.
 * @param name the archive as its owner knows it.
 * @throws AssayError damaged (no archive, or a broken one), over_limit.
 */
export async function* readZip(path: string, name: string): AsyncGenerator<ZipEntry> {
  const archive = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((cause: unknown) => {
    throw broken(name, cause);
  });
  try {
    if (archive.entryCount > maxEntries)
      throw new AssayError("over_limit", `${name} holds ${archive.entryCount} files; at most ${maxEntries} are read.`, {
        where: name,
        fix: "Unpack it and import its folders one by one.",
      });
    const entries = archive.eachEntry()[Symbol.asyncIterator]();
    for (;;) {
      const next = await entries.next().catch((cause: unknown) => {
        throw broken(name, cause);
      });
      if (next.done) return;
      const entry: Entry = next.value;
      if (entry.fileName.endsWith("/") || isResourceFork(entry.fileName)) continue;
      yield { name: entry.fileName, read: () => readEntry(entry) };
    }
  } finally {
    archive.close();
  }

  async function* readEntry(entry: Entry): AsyncGenerator<Uint8Array> {
    const where = `${name}/${entry.fileName}`;
    if (entry.isEncrypted())
      throw new AssayError("refused", `${where} is encrypted.`, { where, fix: "Unpack it and import what is in it." });
    const { compressionMethod: method } = entry;
    if (![stored, deflated, zstd].includes(method))
      throw new AssayError("refused", `${where} is packed with method ${method}, which is not read.`, {
        where,
        fix: "Unpack the archive and import what is in it.",
      });
    try {
      yield* await openEntry(entry);
    } catch (cause) {
      throw new AssayError("damaged", `${where} is broken: ${describe(cause)}.`, {
        where,
        fix: "Copy or download the archive again.",
        cause,
      });
    }
  }

  async function openEntry(entry: Entry): Promise<AsyncIterable<Uint8Array>> {
    if (entry.compressionMethod !== zstd) return archive.openReadStreamPromise(entry);
    // The error reaches whoever reads the last of them.
    return pipeline(await archive.openReadStreamPromise(entry, { decodeFileData: false }), createZstdUnpacker(), () => {});
  }
}

const isResourceFork = (path: string) => path.startsWith("__MACOSX/") || path.endsWith(".DS_Store");

const describe = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

const broken = (name: string, cause: unknown) =>
  new AssayError("damaged", `${name} is not a whole zip archive: ${describe(cause)}.`, {
    where: name,
    fix: "Copy or download it again.",
    cause,
  });
