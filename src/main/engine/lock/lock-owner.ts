import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { AssayError } from "../../../contract/index.ts";
import { checkFile, readSmallFile } from "../files/inside.ts";
import { livenessOf } from "./process-identity.ts";

/** Who holds a lock, as its file says. */
export interface LockOwner {
  pid: number;
  /** When that process started, as the system tells it; null where it does not tell. */
  processStart: string | null;
  host: string;
  /** Names this one taking of the lock. */
  id: string;
  takenAt: string;
}

/** This process, as the owner of a lock it is about to take. */
export async function thisOwner(): Promise<LockOwner> {
  const self = await livenessOf(process.pid);
  return {
    pid: process.pid,
    processStart: self.alive ? self.start : null,
    host: hostname(),
    id: randomUUID(),
    takenAt: new Date().toISOString(),
  };
}

export function isOwner(value: unknown): value is LockOwner {
  if (typeof value !== "object" || value === null) return false;
  const { pid, processStart, host, id, takenAt } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(pid) &&
    (pid as number) > 0 &&
    (processStart === null || typeof processStart === "string") &&
    [host, id, takenAt].every((text) => typeof text === "string" && text.length <= 300)
  );
}

/** Many times what an owner takes. */
const maxOwnerBytes = 64 * 1024;

/**
 * What a lock file says: its owner, "damaged" when it says nothing that can be read, or null when it is not there.
 * @throws AssayError refused (a link, a pipe, a folder, a file with other names that is no lock), over_limit, permission, io.
 */
export async function readOwner(path: string): Promise<LockOwner | "damaged" | null> {
  let text: string;
  try {
    // A lock that is being taken has two names for a moment.
    text = (await readSmallFile(path, maxOwnerBytes, { hardLinksAllowed: true })).toString("utf8");
  } catch (thrown) {
    if (thrown instanceof AssayError && thrown.code === "not_found") return null;
    throw thrown;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isOwner(value)) return value;
  } catch {}
  // Nothing that Assay wrote: then its other name may be anybody's.
  await checkFile(path);
  return "damaged";
}

/**
 * Whether the process that took the lock still runs. A pid that another process has now is not it. Of a process on another
 * machine (a shared folder) nothing can be known, so it counts as running.
 */
export async function ownerLives(owner: LockOwner): Promise<boolean> {
  if (owner.host !== hostname()) return true;
  const now = await livenessOf(owner.pid);
  if (!now.alive) return false;
  return owner.processStart === null || now.start === null || owner.processStart === now.start;
}
