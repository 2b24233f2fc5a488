import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { AssayError, type Signal } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import { pieceBytes } from "./copy-model.ts";

/**
 * Size and SHA-256 of a file, read piece by piece.
 * @throws AssayError cancelled, not_found, permission, io.
 */
export function hashFile(path: string, signal?: Signal): Promise<{ sizeBytes: number; sha256: string }> {
  return withPath(path, async () => {
    const file = await open(path, "r");
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
      }
    } finally {
      await file.close();
    }
  });
}
