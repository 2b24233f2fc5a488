import { hostname } from "node:os";
import { basename, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AssayError, type Signal } from "../../../contract/index.ts";
import { findRealPath } from "../config/output-folder.ts";
import { cacheFolder } from "../files/upload-folder.ts";
import { isOwnDoor, lookAtDoor } from "../lock/door-address.ts";
import { lockName } from "../lock/lock.ts";
import { isOwnerAlive, type LockOwner, readOwner } from "../lock/lock-owner.ts";

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
  const owner = await findOwner(path);
  if (owner === null || owner === "free" || owner.door === undefined) return null;
  return (await isOwnDoor(owner.door)) ? toDoor(owner, owner.door) : null;
}

/** Whether an error says that a workspace's lock is taken, and not one of its files. */
export const isLockTaken = (thrown: unknown): thrown is AssayError =>
  thrown instanceof AssayError && thrown.code === "in_use" && basename(thrown.where ?? "") === lockName;

/** Many times what opening a workspace takes; closing one may have much to index yet. */
const doorTimeoutMs = 60_000;
const lookEveryMs = 50;
const noteAfterMs = 2000;

/**
 * The same for who has just found the workspace in use: an owner listens only once it has opened everything, and no more while it closes. Waits for
 * either to be over, for a minute at most.
 * @param onWait called once, with the owner's pid, when that takes long.
 * @returns "free" when nobody has it open any more; null as `findOwnersDoor`.
 */
export async function waitForOwnersDoor(path: string, stop: Signal, onWait: (pid: number) => void): Promise<OwnersDoor | "free" | null> {
  const begun = performance.now();
  let isNoted = false;
  for (;;) {
    const owner = await findOwner(path);
    if (owner === "free") return "free";
    if (owner?.door === undefined) return null;
    const there = await lookAtDoor(owner.door);
    if (there === "open") return toDoor(owner, owner.door);
    const waitedMs = performance.now() - begun;
    if (stop.aborted || waitedMs > doorTimeoutMs) return null;
    if (there === "none") {
      // It listens nowhere, unless its lock went in this moment, too.
      const now = await findOwner(path);
      if (now !== null && now !== "free" && now.id === owner.id) return null;
      continue;
    }
    if (waitedMs > noteAfterMs && !isNoted) onWait(owner.pid);
    isNoted ||= waitedMs > noteAfterMs;
    await wait(lookEveryMs);
  }
}

/** The owner of a workspace; null when that is on another machine, or the lock cannot be read. */
async function findOwner(path: string): Promise<LockOwner | "free" | null> {
  const owner = await readOwner(join(await findRealPath(resolve(path)), cacheFolder, lockName)).catch(() => "damaged" as const);
  if (owner === null) return "free";
  if (owner === "damaged" || owner.host !== hostname()) return null;
  return (await isOwnerAlive(owner)) ? owner : "free";
}

const toDoor = ({ pid, id }: LockOwner, address: string): OwnersDoor => ({ address, pid, lockId: id });
