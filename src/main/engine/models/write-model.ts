import { createHash } from "node:crypto";
import { basename, dirname, join, resolve } from "node:path";
import { AssayError, type Signal } from "../../../contract/index.ts";
import { readEnvironment, toCapError } from "../config/environment.ts";
import { defaultConfig, effectiveMaxModelBytes } from "../config/load-config.ts";
import { syncFolder, writeAll } from "../files/durable-write.ts";
import { removeFile, renameFile } from "../files/inside.ts";
import { withPath } from "../files/io-error.ts";
import { isThere, realFolder, toRealPath } from "../files/named-file.ts";
import { createNew } from "../files/open-inside.ts";
import { temporaryPath } from "../files/temporary.ts";
import { overCap, pieceBytes, refuseWithoutSpace, sizeText, toWriteError } from "./copy-model.ts";

/** A model's content, whole or in pieces. */
export type ModelBytes = Uint8Array | AsyncIterable<Uint8Array>;

export interface WriteOptions {
  /** The name of the model in messages. */
  name: string;
  maxBytes: number;
  /** Total size; undefined when unknown. */
  sizeBytes?: number | undefined;
  signal?: Signal | undefined;
  onProgress?: ((writtenBytes: number, totalBytes: number) => void) | undefined;
}

/**
 * Writes a model to `target`, which must not exist, hashing on the way, and fsyncs it. Checks the cap before the first byte when
 * the size is known, and again while writing. On failure no `target` is left.
 * @throws AssayError over_limit, disk_full, cancelled, refused (not `sizeBytes` bytes came), permission, io; what the source throws.
 */
export async function writeModel(bytes: ModelBytes, target: string, options: WriteOptions): Promise<{ sizeBytes: number; sha256: string }> {
  const { name, maxBytes, sizeBytes: expectedBytes, signal, onProgress } = options;
  if (expectedBytes !== undefined) {
    if (expectedBytes > maxBytes) throw overCap(name, `is ${sizeText(expectedBytes)}`, maxBytes);
    await refuseWithoutSpace(target, name, expectedBytes);
  }
  const hash = createHash("sha256");
  let writtenBytes = 0;
  let sourceFailure: { thrown: unknown } | null = null;
  const source = pieces(bytes, (thrown) => {
    sourceFailure = { thrown };
  });
  try {
    const file = await createNew(target);
    try {
      for await (const piece of source) {
        if (signal?.aborted) throw new AssayError("cancelled", `Adding ${name} was cancelled; nothing was stored.`);
        if (writtenBytes + piece.length > maxBytes) throw overCap(name, `has more than ${sizeText(maxBytes)}`, maxBytes);
        const writing = writeAll(file, [piece]);
        // The disk writes while the hash is computed.
        hash.update(piece);
        await writing;
        writtenBytes += piece.length;
        onProgress?.(writtenBytes, expectedBytes ?? writtenBytes);
      }
      if (expectedBytes !== undefined && writtenBytes !== expectedBytes) throw toSizeError(name, expectedBytes, writtenBytes);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (thrown) {
    await removeFile(target).catch(() => {});
    if (sourceFailure !== null) throw (sourceFailure as { thrown: unknown }).thrown;
    throw toWriteError(thrown, resolve(dirname(target), name));
  }
  return { sizeBytes: writtenBytes, sha256: hash.digest("hex") };
}

/** Pieces of at most 1 MiB, so that hashing one does not block the event loop. `onFailure` tells a failure of the source from one of the disk. */
async function* pieces(bytes: ModelBytes, onFailure: (thrown: unknown) => void): AsyncGenerator<Uint8Array> {
  if (bytes instanceof Uint8Array) return yield* cut(bytes);
  const source = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await source.next().catch((thrown: unknown) => {
        onFailure(thrown);
        throw thrown;
      });
      if (next.done) return;
      yield* cut(next.value);
    }
  } finally {
    await source.return?.();
  }
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** @throws AssayError invalid_config while the environment names a cap that cannot be used. */
function readMaxBytes(): number {
  const environment = readEnvironment(process.env);
  if (environment.maxModelBytesFault) throw toCapError(environment.maxModelBytesFault);
  return effectiveMaxModelBytes({ config: defaultConfig(), ...environment });
}

function toSizeError(name: string, expectedBytes: number, writtenBytes: number): AssayError {
  return new AssayError("refused", `${name} should have ${expectedBytes} bytes, and ${writtenBytes} came; nothing was stored.`, {
    where: name,
    fix: "Give the exact size, or none.",
  });
}

/**
 * Writes a model to any path, without a store. Atomic: a reader, or a crash at any moment, leaves the old file or the new one.
 * @param options.maxBytes the cap; by default JSON_ENGINE_MAX_MODEL_BYTES, or else 200 000 000.
 * @throws AssayError over_limit (nothing is written), disk_full, cancelled, invalid_config (the variable is no number), not_found (the
 * folder), refused (the path is a folder), permission, io; what the source throws. The old file is then untouched.
 */
export async function saveModel(
  path: string,
  bytes: ModelBytes,
  options: { maxBytes?: number; sizeBytes?: number; signal?: Signal } = {},
): Promise<{ sizeBytes: number; sha256: string }> {
  const maxBytes = options.maxBytes ?? readMaxBytes();
  // A link stays: its target is replaced.
  const target = (await isThere(path)) ? await toRealPath(path) : join(await realFolder(dirname(resolve(path))), basename(path));
  const folder = dirname(target);
  const temporary = temporaryPath(folder, "incoming");
  const sizeBytes = bytes instanceof Uint8Array ? bytes.length : options.sizeBytes;
  const written = await writeModel(bytes, temporary, { name: basename(path), maxBytes, sizeBytes, signal: options.signal });
  try {
    await withPath(path, async () => {
      await renameFile(temporary, target);
      await syncFolder(folder);
    });
    return written;
  } catch (thrown) {
    await removeFile(temporary).catch(() => {});
    throw thrown;
  }
}
