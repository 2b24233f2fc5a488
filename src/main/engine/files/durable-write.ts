import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";

/** Makes a rename or a new file in `folder` survive power loss. Windows cannot open folders and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The kernel takes at most IOV_MAX (1 024) buffers in one writev. */
const maxBuffers = 1000;

/** Writes all parts at the file's position. writev may write less than asked (a full disk, a signal); the rest is written then. */
export async function writeAll(file: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  for (let i = 0; i < parts.length; i += maxBuffers) await writeGroup(file, parts.slice(i, i + maxBuffers));
}

async function writeGroup(file: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  let rest = parts.filter((part) => part.length > 0);
  while (rest.length > 0) {
    let { bytesWritten } = await file.writev(rest);
    if (bytesWritten === 0) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    let whole = 0;
    for (; whole < rest.length && bytesWritten >= (rest[whole]?.length ?? 0); whole++) bytesWritten -= rest[whole]?.length ?? 0;
    rest = rest.slice(whole);
    if (rest[0] && bytesWritten > 0) rest[0] = rest[0].subarray(bytesWritten);
  }
}
