import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { ModelEntry, Signal } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import { openNamed } from "../files/named-file.ts";
import { openRead } from "../files/open-inside.ts";
import { hashFile } from "./hash-file.ts";

export interface SameContentOptions {
  /** The models folder and its entries. */
  folder: { path: string; entries: readonly ModelEntry[] };
  /** Of the source. */
  sizeBytes: number;
  maxBytes: number;
  signal?: Signal | undefined;
  onProgress?: ((readBytes: number, totalBytes: number) => void) | undefined;
}

/**
 * Finds the stored model with the bytes of a source, so that tens of gigabytes are not written, and no space is needed, to find out that
 * they are there. Only a source with the size and the samples of a stored file is read whole: fine-tunes of one model often have the
 * same size.
 * @returns null when there is none.
 * @throws AssayError cancelled, over_limit (it has grown), permission, io.
 */
export async function findSameContent(source: string, options: SameContentOptions): Promise<ModelEntry | null> {
  const { folder, sizeBytes, maxBytes, signal, onProgress } = options;
  for (const entry of folder.entries) {
    if (entry.sizeBytes !== sizeBytes || !(await hasSameSamples(source, join(folder.path, entry.file), sizeBytes))) continue;
    const { sha256 } = await hashFile(source, {
      maxBytes,
      signal,
      openFile: openNamed,
      onProgress: (bytes) => onProgress?.(bytes, sizeBytes),
    });
    // Of several stored files with these samples, which nobody has, the hash finds the right one.
    return folder.entries.find((one) => one.sha256 === sha256 && one.sizeBytes === sizeBytes) ?? null;
  }
  return null;
}

const samples = 16;
const sampleBytes = 4096;

/** Compares the ends and places in between. A stored file that is missing, damaged or of another size is not the same. */
async function hasSameSamples(source: string, stored: string, sizeBytes: number): Promise<boolean> {
  const file = await openRead(stored).catch(() => null);
  if (file === null) return false;
  try {
    if ((await file.stat()).size !== sizeBytes) return false;
    const other = await withPath(source, () => openNamed(source));
    try {
      const last = Math.max(0, sizeBytes - sampleBytes);
      for (let i = 0; i < samples; i++) {
        const at = Math.floor((last * i) / (samples - 1));
        if (!(await readSample(file, at)).equals(await withPath(source, () => readSample(other, at)))) return false;
      }
      return true;
    } finally {
      await other.close();
    }
  } finally {
    await file.close();
  }
}

async function readSample(file: FileHandle, at: number): Promise<Buffer> {
  const piece = Buffer.alloc(sampleBytes);
  const { bytesRead } = await file.read(piece, 0, sampleBytes, at);
  return piece.subarray(0, bytesRead);
}
