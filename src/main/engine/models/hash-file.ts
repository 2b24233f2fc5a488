import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { AssayError, type Signal } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import { openRead } from "../files/open-inside.ts";
import { overCap, pieceBytes, sizeText } from "./copy-model.ts";

export interface HashOptions {
  /** Where reading fails with over_limit: the file may have grown, or have no end. */
  maxBytes: number;
  signal?: Signal | undefined;
  /** Default: a file of a workspace. */
  openFile?: (path: string) => Promise<FileHandle>;
  onProgress?: (readBytes: number) => void;
}

/**
 * Size and SHA-256 of a file, read piece by piece.
 * @throws AssayError cancelled, over_limit, refused (no regular file), not_found, permission, io.
 */
export function hashFile(
  path: string,
  { maxBytes, signal, openFile = openRead, onProgress }: HashOptions,
): Promise<{ sizeBytes: number; sha256: string }> {
  return withPath(path, async () => {
    const file = await openFile(path);
    try {
      const hash = createHash("sha256");
      const piece = Buffer.allocUnsafe(pieceBytes);
      let sizeBytes = 0;
      for (;;) {
        if (signal?.aborted) throw new AssayError("cancelled", `Reading ${path} was cancelled.`, { where: path });
        const { bytesRead } = await file.read(piece, 0, piece.length, sizeBytes);
        if (bytesRead === 0) return { sizeBytes, sha256: hash.digest("hex") };
        hash.update(piece.subarray(0, bytesRead));
        sizeBytes += bytesRead;
        if (sizeBytes > maxBytes) throw overCap(basename(path), `is more than ${sizeText(maxBytes)}`, maxBytes);
        onProgress?.(sizeBytes);
      }
    } finally {
      await file.close();
    }
  });
}
