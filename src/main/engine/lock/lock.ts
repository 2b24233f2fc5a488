import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AssayError } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import { linkFile, listFolder, makeFolderInside, removeFile, renameFile, statInside } from "../files/inside.ts";
import { errnoOf, withPath } from "../files/io-error.ts";
import { createNew } from "../files/open-inside.ts";
import { type LockOwner, ownerLives, readOwner, thisOwner } from "./lock-owner.ts";

const lockName = "lock";
const taking = "lock-taking-";
const mostTries = 200;

export interface WorkspaceLock {
  /**
   * Looks whether the lock is still this one; takes it again when somebody cleared `.assay` away.
   * @throws AssayError in_use when another process has it now; permission, io …
   */
  hold(): Promise<void>;
  /** Removes the lock if it is still this one. Idempotent. */
  release(): Promise<void>;
}

/**
 * Takes the lock of a workspace, so that one process at a time writes to it. A lock whose owner has ended, whose pid
 * belongs to another process now, or that cannot be read, is taken over.
 * @param folder the workspace's `.assay`; made when it does not exist.
 * @throws AssayError in_use with the owner's pid; permission, io …
 */
export async function acquireLock(folder: string): Promise<WorkspaceLock> {
  const path = join(folder, lockName);
  await makeFolderInside(folder);
  const self = await thisOwner();
  await take(path, folder, self);
  let released = false;
  // A lock that is being taken again must not land after its release.
  const turns = new Sequencer();
  return {
    hold: () =>
      turns.queue(async () => {
        if (released || isOf(self, await readOwner(path))) return;
        await makeFolderInside(folder);
        await take(path, folder, self);
      }),
    release: () =>
      turns.queue(async () => {
        released = true;
        await release(path, self);
      }),
  };
}

const isOf = (self: LockOwner, owner: LockOwner | "damaged" | null) => owner !== null && owner !== "damaged" && owner.id === self.id;

/** Makes the lock this one. @throws AssayError in_use … */
async function take(path: string, folder: string, self: LockOwner): Promise<void> {
  for (let tries = 0; tries < mostTries; tries++) {
    if (await create(path, folder, self)) return;
    const owner = await readOwner(path);
    if (owner === null) continue;
    if (owner !== "damaged" && (await ownerLives(owner))) throw inUse(owner, path);
    // Not sole taker this time: after a moment of random length, somebody is.
    if (!(await removeDead(path, folder, self))) await wait(5 + Math.random() * 25);
  }
  throw new AssayError("in_use", `The lock ${path} could not be taken: other processes keep trying at the same time.`, {
    where: path,
    fix: "Start Assay again.",
  });
}

/**
 * Throws when a living process has the workspace, and leaves nothing behind: for who only reads.
 * @param folder the workspace's `.assay`; need not exist.
 * @throws AssayError in_use with the owner's pid; permission, refused, io …
 */
export async function refuseIfOwned(folder: string): Promise<void> {
  const path = join(folder, lockName);
  const owner = await readOwner(path);
  if (owner !== null && owner !== "damaged" && (await ownerLives(owner))) throw inUse(owner, path);
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
 * Makes the file appear at once with everything in it, or answers false when there is one. A hard link does that; where the
 * file system has none, an exclusive create comes near it.
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
 * Removes a lock whose owner is dead. Two that do so at once could remove the lock that the quicker one has just taken.
 * So each announces itself in a file of its own, then looks: who sees another living announcement steps back. Of two, at least
 * one sees the other; so only one goes on, looks at the lock again, and removes it. Nothing else removes a dead lock.
 * @returns false when another process is at it.
 */
async function removeDead(path: string, folder: string, self: LockOwner): Promise<boolean> {
  const announcement = join(folder, `${taking}${self.id}`);
  try {
    await withPath(announcement, () => announce(announcement, self));
    if (await anotherTakes(folder, self)) return false;
    const owner = await readOwner(path);
    if (owner === null) return true;
    if (owner === "damaged" && (await justWritten(path))) return false;
    if (owner !== "damaged" && (await ownerLives(owner))) return true;
    await removeFile(path);
    return true;
  } finally {
    await removeFile(announcement);
  }
}

/** Whole from the moment it has its name, so that a damaged one is nobody's. */
async function announce(path: string, self: LockOwner): Promise<void> {
  const temporary = `${path}.tmp`;
  await write(temporary, self);
  await renameFile(temporary, path);
}

/** Where there are no hard links, a lock that cannot be read may be one that is being written this moment. */
async function justWritten(path: string): Promise<boolean> {
  const there = await statInside(path).catch(() => null);
  return there !== null && Math.abs(Date.now() - Number(there.mtimeMs)) < 1000;
}

/** Announcements of the dead are cleared away: their names are never used again. */
async function anotherTakes(folder: string, self: LockOwner): Promise<boolean> {
  for (const { name } of await listFolder(folder)) {
    if (!name.startsWith(taking) || name.endsWith(".tmp") || name === `${taking}${self.id}`) continue;
    const path = join(folder, name);
    const other = await readOwner(path);
    if (other === null) continue;
    if (other !== "damaged" && (await ownerLives(other))) return true;
    await removeFile(path);
  }
  return false;
}

async function release(path: string, self: LockOwner): Promise<void> {
  if (isOf(self, await readOwner(path))) await removeFile(path);
}
