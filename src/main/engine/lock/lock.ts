import type { BigIntStats } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AssayError } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import { linkFile, listFolder, makeFolderInside, removeFile, renameFile, statInside } from "../files/inside.ts";
import { errnoOf, withPath } from "../files/io-error.ts";
import { createNew } from "../files/open-inside.ts";
import { removeDoor } from "./door-address.ts";
import { createOwner, isOwnerAlive, type LockOwner, readOwner } from "./lock-owner.ts";

export const lockName = "lock";
const announcementPrefix = "lock-taking-";
const maxTries = 200;

export interface WorkspaceLock {
  /** Of this acquisition, as its file says it. */
  readonly id: string;
  /**
   * Checks that the lock is still ours; takes it again when somebody deleted `.assay`.
   * @throws AssayError in_use when another process has it now; permission, io …
   */
  hold(): Promise<void>;
  /** Removes the lock if it is still ours. Idempotent. */
  release(): Promise<void>;
}

/**
 * Takes the lock of a workspace, so that only one process at a time writes to it. A lock is taken over when its owner has ended,
 * its owner's pid has been reused, or it is unreadable.
 * @param folder the workspace's `.assay`; created when missing.
 * @param door where other processes of this user can ask the owner; removed with the lock.
 * @throws AssayError in_use with the owner's pid; permission, io …
 */
export async function acquireLock(folder: string, door?: string): Promise<WorkspaceLock> {
  const path = join(folder, lockName);
  await makeFolderInside(folder);
  const self = await createOwner(door);
  await take(path, folder, self);
  let released = false;
  // A lock that is being taken again must not land after its release.
  const turns = new Sequencer();
  /** The file as it was when it was last read as ours: as long as it is that one, it need not be read again. */
  let known = "";
  return {
    id: self.id,
    hold: () =>
      turns.queue(async () => {
        if (released) return;
        const now = describeVersion(await statInside(path));
        if (now !== "" && now === known) return;
        known = "";
        if (isHeldBy(self, await readOwner(path))) {
          known = now;
          return;
        }
        await makeFolderInside(folder);
        await take(path, folder, self);
      }),
    release: () =>
      turns.queue(async () => {
        released = true;
        await release(path, self);
        if (door !== undefined) await removeDoor(door);
      }),
  };
}

/** Another file, and whatever is done to this one, has other numbers: `ctime` cannot be set. "" where there is none. */
const describeVersion = (stats: BigIntStats | null) =>
  stats === null ? "" : [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(" ");

const isHeldBy = (self: LockOwner, owner: LockOwner | "damaged" | null) => owner !== null && owner !== "damaged" && owner.id === self.id;

/** Makes the lock ours. @throws AssayError in_use … */
async function take(path: string, folder: string, self: LockOwner): Promise<void> {
  for (let tries = 0; tries < maxTries; tries++) {
    if (await create(path, folder, self)) return;
    const owner = await readOwner(path);
    if (owner === null) continue;
    if (owner !== "damaged" && (await isOwnerAlive(owner))) throw inUse(owner, path);
    // Another process is removing it, too: waiting for a random time leaves one of them alone sooner or later.
    if (!(await removeDead(path, folder, self))) await wait(5 + Math.random() * 25);
  }
  throw new AssayError("in_use", `The lock ${path} could not be taken: other processes keep trying at the same time.`, {
    where: path,
    fix: "Start Assay again.",
  });
}

/**
 * For readers: throws when a running process has the workspace, and writes nothing.
 * @param folder the workspace's `.assay`; need not exist.
 * @throws AssayError in_use with the owner's pid; permission, refused, io …
 */
export async function refuseIfOwned(folder: string): Promise<void> {
  const path = join(folder, lockName);
  const owner = await readOwner(path);
  if (owner !== null && owner !== "damaged" && (await isOwnerAlive(owner))) throw inUse(owner, path);
}

function inUse(owner: LockOwner, path: string): AssayError {
  const elsewhere = owner.host !== hostname();
  const where = elsewhere ? ` on the machine ${JSON.stringify(owner.host)}` : "";
  return new AssayError(
    "in_use",
    `This workspace is in use by process ${owner.pid}${where} (since ${JSON.stringify(owner.takenAt).slice(1, -1)}).`,
    {
      where: path,
      fix: elsewhere
        ? `Close Assay on that machine. If it runs no more, remove ${path}.`
        : "Close that Assay first, or choose another workspace.",
    },
  );
}

/**
 * Creates the lock file together with its content, through a hard link; an exclusive create comes closest where the file system
 * has no links.
 * @returns false when there is a lock already.
 */
async function create(path: string, folder: string, self: LockOwner): Promise<boolean> {
  const temporary = join(folder, `.${lockName}-${self.id}.tmp`);
  try {
    await withPath(temporary, () => write(temporary, self));
    try {
      await linkFile(temporary, path);
      return true;
    } catch (thrown) {
      if (errnoOf(thrown) === "EEXIST") return false;
    }
    return await withPath(path, async () => {
      try {
        await write(path, self);
        return true;
      } catch (thrown) {
        if (errnoOf(thrown) === "EEXIST") return false;
        throw thrown;
      }
    });
  } finally {
    await removeFile(temporary);
  }
}

async function write(path: string, owner: LockOwner): Promise<void> {
  const file = await createNew(path);
  try {
    await file.writeFile(`${JSON.stringify(owner)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Removes a lock whose owner is dead. If two processes did so at once, the slower could remove the lock that the faster has just
 * taken. So each announces itself in a file of its own, then looks for others, and backs off when it finds the announcement of a
 * running process. Of two, at least one sees the other, so at most one goes on, reads the lock again and removes it. Nothing else
 * removes a dead lock.
 * @returns false when another process is removing it.
 */
async function removeDead(path: string, folder: string, self: LockOwner): Promise<boolean> {
  const announcement = join(folder, `${announcementPrefix}${self.id}`);
  try {
    await withPath(announcement, () => announce(announcement, self));
    if (await isAnotherTaking(folder, self)) return false;
    const owner = await readOwner(path);
    if (owner === null) return true;
    if (owner === "damaged" && (await isJustWritten(path))) return false;
    if (owner !== "damaged" && (await isOwnerAlive(owner))) return true;
    await removeFile(path);
    if (owner !== "damaged" && owner.door !== undefined) await removeDoor(owner.door);
    return true;
  } finally {
    await removeFile(announcement);
  }
}

/** Renamed into place, so that an announcement is never half written: a damaged one belongs to nobody. */
async function announce(path: string, self: LockOwner): Promise<void> {
  const temporary = `${path}.tmp`;
  await write(temporary, self);
  await renameFile(temporary, path);
}

/** Without hard links, an unreadable lock may be one that is being written at this moment. */
async function isJustWritten(path: string): Promise<boolean> {
  const there = await statInside(path).catch(() => null);
  return there !== null && Math.abs(Date.now() - Number(there.mtimeMs)) < 1000;
}

/** Whether another running process has announced itself. Announcements of dead ones are removed. */
async function isAnotherTaking(folder: string, self: LockOwner): Promise<boolean> {
  for (const { name } of await listFolder(folder)) {
    if (!name.startsWith(announcementPrefix) || name.endsWith(".tmp") || name === `${announcementPrefix}${self.id}`) continue;
    const path = join(folder, name);
    const other = await readOwner(path);
    if (other === null) continue;
    if (other !== "damaged" && (await isOwnerAlive(other))) return true;
    await removeFile(path);
  }
  return false;
}

async function release(path: string, self: LockOwner): Promise<void> {
  if (isHeldBy(self, await readOwner(path))) await removeFile(path);
}
