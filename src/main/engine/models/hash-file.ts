import { createHash } from "node:crypto";
import { basename } from "node:path";
import { AssayError, type Signal } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import { openRead } from "../files/open-inside.ts";
import { overCap, pieceBytes } from "./copy-model.ts";
import { sizeText } from "./size-text.ts";

/**
 * Size and SHA-256 of a file of a workspace, read piece by piece.
 * @param maxBytes where reading ends with over_limit: the file may be larger than it was, or have no end.
 * @throws AssayError cancelled, over_limit, refused (no regular file), not_found, permission, io.
 */
export function hashFile(
  path: string,
  { maxBytes, signal }: { maxBytes: number; signal?: Signal | undefined },
): Promise<{ sizeBytes: number; sha256: string }> {
  return withPath(path, async () => {
    const file = await openRead(path);
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
      }
    } finally {
      await file.close();
    }
  });
}
