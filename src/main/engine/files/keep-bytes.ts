import { open } from "node:fs/promises";
import { privateFileMode } from "./open-inside.ts";

/** Writes bytes that are about to be cut off a file to a new file beside it, and fsyncs them. @throws EEXIST when anything has that name. */
export async function keepBytes(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx", privateFileMode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
