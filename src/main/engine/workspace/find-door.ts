import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { findRealPath } from "../config/output-folder.ts";
import { cacheFolder } from "../files/upload-folder.ts";
import { isOwnDoor } from "../lock/door-address.ts";
import { lockName } from "../lock/lock.ts";
import { isOwnerAlive, readOwner } from "../lock/lock-owner.ts";

/** The process that has a workspace open, and where it listens. */
export interface OwnersDoor {
  address: string;
  pid: number;
  /** Of the lock: the owner tells by it that it is meant. */
  lockId: string;
}

/**
 * Where the owner of a workspace listens for other processes of this user.
 * @param path of the workspace.
 * @returns null when nobody on this machine has it open, or the owner listens nowhere (an older Assay, an embedding program).
 */
export async function findOwnersDoor(path: string): Promise<OwnersDoor | null> {
  const owner = await readOwner(join(await findRealPath(resolve(path)), cacheFolder, lockName)).catch(() => null);
  if (owner === null || owner === "damaged" || owner.door === undefined || owner.host !== hostname()) return null;
  if (!(await isOwnerAlive(owner)) || !(await isOwnDoor(owner.door))) return null;
  return { address: owner.door, pid: owner.pid, lockId: owner.id };
}
