import { randomUUID } from "node:crypto";
import { lstat, mkdtemp, rmdir, unlink } from "node:fs/promises";
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
export const isOwnDoor = async (address: string): Promise<boolean> => (await lookAtDoor(address)) === "open";

/**
 * What there is at an address read from a lock file. "shut": this user's Assay has made it and does not listen there: its owner is still opening the
 * workspace, or already closing it.
 */
export async function lookAtDoor(address: string): Promise<"open" | "shut" | "none"> {
  if (process.platform === "win32") return pipePattern.test(address) ? "open" : "none";
  if (!(await isOwnFolder(address))) return "none";
  const socket = await lstat(address).catch(() => null);
  if (socket === null) return "shut";
  return socket.isSocket() && socket.uid === process.getuid?.() ? "open" : "none";
}

/**
 * Removes what an address left on disk: the socket and its folder, and nothing else whatever a stranger's lock names: the folder has to be one that
 * Assay makes, and empty but for the socket. Never rejects.
 */
export async function removeDoor(address: string): Promise<void> {
  if (process.platform === "win32" || !(await isOwnFolder(address))) return;
  if ((await lstat(address).catch(() => null))?.isSocket()) await unlink(address).catch(() => {});
  await rmdir(dirname(address)).catch(() => {});
}

/** Whether an address lies in a folder that only this user may enter, named as Assay names them. */
async function isOwnFolder(address: string): Promise<boolean> {
  const folder = dirname(address);
  if (!isAbsolute(address) || basename(address) !== socketName || !folderPattern.test(basename(folder))) return false;
  const there = await lstat(folder).catch(() => null);
  return there?.isDirectory() === true && there.uid === process.getuid?.() && (there.mode & 0o077) === 0;
}
