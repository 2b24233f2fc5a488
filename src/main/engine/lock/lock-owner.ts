import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { AssayError } from "../../../contract/index.ts";
import { checkFile, readSmallFile } from "../files/inside.ts";
import { getLiveness } from "./process-identity.ts";

/** Who holds a lock, according to its file. */
export interface LockOwner {
  pid: number;
  /** When that process started, opaque; null where the system does not tell. */
  processStart: string | null;
  host: string;
  /** Unique to this acquisition of the lock. */
  id: string;
  takenAt: string;
  /** Where it listens for other processes of its user; see `makeDoorAddress`. */
  door?: string;
}

/** This process as the owner of a lock that it is about to take. @param door where it will listen. */
export async function createOwner(door?: string): Promise<LockOwner> {
  const self = await getLiveness(process.pid);
  return {
    pid: process.pid,
    processStart: self.alive ? self.start : null,
    host: hostname(),
    id: randomUUID(),
    takenAt: new Date().toISOString(),
    ...(door === undefined ? {} : { door }),
  };
}

export function isOwner(value: unknown): value is LockOwner {
  if (typeof value !== "object" || value === null) return false;
  const { pid, processStart, host, id, takenAt, door } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(pid) &&
    (pid as number) > 0 &&
    (processStart === null || typeof processStart === "string") &&
    [host, id, takenAt, door ?? ""].every((text) => typeof text === "string" && text.length <= 300)
  );
}

/** Many times the size of an owner. */
const maxOwnerBytes = 64 * 1024;

/**
 * Reads a lock file.
 * @returns its owner, "damaged" when it is not readable as one, null when there is no file.
 * @throws AssayError refused (a link, a pipe, a folder, a file with a second name that is not a lock), over_limit, permission, io.
 */
export async function readOwner(path: string): Promise<LockOwner | "damaged" | null> {
  let text: string;
  try {
    // While a lock is being taken its file has two names.
    text = (await readSmallFile(path, maxOwnerBytes, { hardLinksAllowed: true })).toString("utf8");
  } catch (thrown) {
    if (thrown instanceof AssayError && thrown.code === "not_found") return null;
    throw thrown;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isOwner(value)) return value;
  } catch {}
  // Assay did not write it, so a second name could be anybody's file.
  await checkFile(path);
  return "damaged";
}

/**
 * Whether the process that took the lock still runs. A pid that has been reused does not count. Nothing is known of processes
 * on other machines (shared folders), so they count as running.
 */
export async function isOwnerAlive(owner: LockOwner): Promise<boolean> {
  if (owner.host !== hostname()) return true;
  const now = await getLiveness(owner.pid);
  if (!now.alive) return false;
  return owner.processStart === null || now.start === null || owner.processStart === now.start;
}
