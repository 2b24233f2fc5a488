import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { chmod, link, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../base/log.ts";
import { errnoOf } from "../files/io-error.ts";

const keyName = "index.key";
const keyBytes = 32;

/** Where no key can be kept: holds while the process lives, so that opening a workspace again in it needs no new index. */
const processKey = randomBytes(keyBytes);

/** The key of this machine and user that marks indexes, or null when there is none yet. */
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
 * The same, made when there is none: 32 random bytes in `<stateDir>/index.key`, mode 0600.
 * Never fails: where it cannot be kept, the key of this process answers, and the next process builds its indexes anew.
 */
export async function ensureIndexKey(stateDir: string, log: Log): Promise<Buffer> {
  const known = await readIndexKey(stateDir);
  if (known) return known;
  const path = join(stateDir, keyName);
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    return await create(path).catch(async (thrown) => {
      if (errnoOf(thrown) !== "EEXIST") throw thrown;
      // Another process was quicker, or what lies there is no key.
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

/** The key appears whole or not at all: two that start at once end with one key. */
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
