import { createHash } from "node:crypto";
import { openRead } from "../files/open-inside.ts";

const sampleBytes = 4096;

/**
 * Tells whether the first `bytes` bytes of a journal are still what they were, without reading them all: a hash of the first and the last
 * 4 KiB of them. Journals only grow, so a different hash means that somebody edited or replaced the file.
 */
export async function computeFingerprint(path: string, bytes: number): Promise<string> {
  if (bytes === 0) return "empty";
  const file = await openRead(path);
  try {
    const hash = createHash("sha256").update(`${bytes}:`);
    for (const offset of new Set([0, Math.max(0, bytes - sampleBytes)])) {
      const part = Buffer.alloc(Math.min(sampleBytes, bytes - offset));
      const { bytesRead } = await file.read(part, 0, part.length, offset);
      hash.update(part.subarray(0, bytesRead));
    }
    return hash.digest("hex").slice(0, 32);
  } finally {
    await file.close();
  }
}
