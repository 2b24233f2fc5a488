import { randomUUID } from "node:crypto";
import { lstat, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";

/** Where the owner of a workspace listens for other processes of the same user: a Unix socket in a folder of its own (0700), or a named pipe. */

const folderPrefix = "assay-door-";
const socketName = "door";
const pipePattern = /^\\\\\.\\pipe\\assay-door-[0-9a-f-]{36}$/;
const folderPattern = /^assay-door-[A-Za-z0-9]{6}$/;
/** macOS takes 104 bytes, Linux 108, the closing zero included. */
const maxSocketPathBytes = 100;

/** @returns a new address that nobody else can listen on. @throws the system's error when the folder cannot be made. */
export async function makeDoorAddress(): Promise<string> {
  if (process.platform === "win32") return `\\\\.\\pipe\\${folderPrefix}${randomUUID()}`;
  const isShort = Buffer.byteLength(join(tmpdir(), `${folderPrefix}XXXXXX`, socketName)) <= maxSocketPathBytes;
  return join(await mkdtemp(join(isShort ? tmpdir() : "/tmp", folderPrefix)), socketName);
}

/**
 * Whether an address read from a lock file is a door of this user's. A workspace may be somebody else's: its lock must not make Assay
 * talk to another program's socket.
 */
export async function isOwnDoor(address: string): Promise<boolean> {
  if (process.platform === "win32") return pipePattern.test(address);
  const folder = dirname(address);
  if (!isAbsolute(address) || basename(address) !== socketName || !folderPattern.test(basename(folder))) return false;
  const [there, socket] = await Promise.all([lstat(folder).catch(() => null), lstat(address).catch(() => null)]);
  const uid = process.getuid?.();
  return (
    there?.isDirectory() === true && there.uid === uid && (there.mode & 0o077) === 0 && socket?.isSocket() === true && socket.uid === uid
  );
}

/** Removes what an address left on disk, if it is one. Never rejects. */
export async function removeDoor(address: string): Promise<void> {
  if (process.platform === "win32" || !folderPattern.test(basename(dirname(address)))) return;
  await rm(dirname(address), { recursive: true, force: true }).catch(() => {});
}
