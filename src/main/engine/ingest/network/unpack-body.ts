import zlib from "node:zlib";
import { AssayError } from "../../../../contract/index.ts";
import { detectContainer } from "../../containers/container.ts";
import { containerInBody } from "./container-in-body.ts";

/** Enough for the signatures of gzip and zstd. */
const signatureBytes = 4;

export type BodyCoding = "identity" | "gzip" | "zstd";

/**
 * Unpacks a whole body, in a worker.
 * @param maxBytes unpacked: a short body can become a very long one. @throws AssayError over_limit, damaged, refused (compressed and not said so), unavailable (zstd in an older Node).
 */
export function unpackBody(bytes: Uint8Array, coding: BodyCoding, maxBytes: number): Uint8Array {
  if (coding === "identity") {
    const container = detectContainer(bytes.subarray(0, signatureBytes), false);
    if (container?.reads?.type === "gzip" || container?.reads?.type === "zstd") throw containerInBody(container);
    return bytes;
  }
  const { gunzipSync, zstdDecompressSync } = zlib as Partial<typeof zlib>;
  const unpack = coding === "gzip" ? gunzipSync : zstdDecompressSync;
  if (unpack === undefined)
    throw new AssayError("unavailable", `Node ${process.versions.node} cannot unpack ${coding}.`, {
      fix: "Send gzip, or no Content-Encoding.",
    });
  try {
    return unpack(bytes, { maxOutputLength: maxBytes });
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE")
      throw new AssayError("over_limit", `The body is longer than ${maxBytes} bytes, unpacked.`, { fix: "Send fewer in one request." });
    throw new AssayError("damaged", `The body cannot be unpacked: ${message}.`, {
      fix: "Check that Content-Encoding says how it is compressed.",
    });
  }
}
