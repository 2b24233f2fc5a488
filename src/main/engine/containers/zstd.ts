import type { Transform } from "node:stream";
import zlib from "node:zlib";
import { AssayError } from "../../../contract/index.ts";

/**
 * Unpacks zstd. Node has it since 22.15 and 23.8; the package supports older ones, in which the name is not there to be imported.
 * @throws AssayError unavailable in an older Node.
 */
export function createZstdUnpacker(): Transform {
  const { createZstdDecompress } = zlib as Partial<typeof zlib>;
  if (createZstdDecompress === undefined)
    throw new AssayError("unavailable", `Node ${process.versions.node} cannot unpack zstd.`, {
      fix: "Use Node 22.15 or newer, or unpack the file first.",
    });
  return createZstdDecompress();
}
