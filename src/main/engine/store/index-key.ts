import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { chmod, link, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../base/log.ts";
import { errnoOf } from "../files/io-error.ts";

const keyName = "index.key";
const keyBytes = 32;

/** Used where no key can be stored: lets this process open a workspace again without building a new index. */
const processKey = randomBytes(keyBytes);

/** The key with which this user on this machine marks indexes; null when there is none yet. */
export async function readIndexKey(stateDir: string): Promise<Buffer | null> {
  try {
    const path = join(stateDir, keyName);
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const there = await file.stat();
      if (!there.isFile() || there.size > 1024) return null;
      const text = (await file.readFile("utf8")).trim();
      if (!/^[0-9a-f]{64}$/.test(text)) return null;
      if ((there.mode & 0o077) !== 0) await chmod(path, 0o600).catch(() => {});
      return Buffer.from(text, "hex");
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

/**
 * Reads the key, or creates it: 32 random bytes in `<stateDir>/index.key`, mode 0600.
 * Never fails: where it cannot be stored, a key for this process is returned, and the next process builds its indexes anew.
 */
export async function ensureIndexKey(stateDir: string, log: Log): Promise<Buffer> {
  const known = await readIndexKey(stateDir);
  if (known) return known;
  const path = join(stateDir, keyName);
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    return await create(path).catch(async (thrown) => {
      if (errnoOf(thrown) !== "EEXIST") throw thrown;
      // Another process was faster, or what is there is not a key.
      const theirs = await readIndexKey(stateDir);
      if (theirs) return theirs;
      await rm(path, { force: true });
      return create(path);
    });
  } catch (thrown) {
    log("warn", "index_key_not_kept", { path, error: thrown instanceof Error ? thrown.message : String(thrown) });
    return processKey;
  }
}

/** The key appears whole or not at all; two processes that start at once end up with the same key. */
async function create(path: string): Promise<Buffer> {
  const key = randomBytes(keyBytes);
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(`${key.toString("hex")}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path);
    return key;
  } finally {
    await rm(temporary, { force: true });
  }
}
