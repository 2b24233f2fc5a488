import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { join } from "node:path";
import { isObject } from "../base/json-value.ts";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { findBackupPath } from "../files/backup.ts";
import { makePrivate, readSmallFile, removeFile, renameFile, statInside } from "../files/inside.ts";
import { noSuchFile } from "../files/io-error.ts";

/**
 * `index.mark`, beside the index, proves that this machine created this very file. A workspace may come from anywhere, with a stranger's
 * rows in the right tables; so an index without a valid mark is never opened, not even by DuckDB's reader, but built again from the
 * journals (docs/decisions/0020-reading-and-trust.md).
 */
export interface IndexMark {
  /** Random; also in the table `meta`, as `index_id`. */
  id: string;
  /** "birth:<inode>:<nanoseconds>" or, where the file system stores no birth time, "device:<device>:<inode>". */
  identity: string;
  /** "<size>:<mtime>" as the last clean close left the file; "" before the first one. */
  state: string;
  /** HMAC-SHA256 of the other fields under the machine's key, in hex. */
  hmac: string;
}

const markName = "index.mark";
const maxMarkBytes = 4096;

/** Makes the index readable by its owner alone, and marks it as this machine's. @returns its id, for the table `meta`. */
export async function markIndex(folder: string, indexPath: string, key: Buffer, id = randomBytes(16).toString("hex")): Promise<string> {
  const before = await readStat(indexPath);
  // This changes the ctime; a "birth time" that changes with it is not one.
  await makePrivate(indexPath);
  const after = await readStat(indexPath);
  const keepsBirth = after.birthtimeNs > 0n && before.birthtimeNs === after.birthtimeNs && before.ctimeNs !== after.ctimeNs;
  const identity = keepsBirth ? birthIdentity(after) : deviceIdentity(after);
  await removeMark(folder);
  await writeMark(folder, key, { id, identity, state: "" });
  return id;
}

/**
 * Notes in the mark the state in which a clean close left the file. If the next opening finds it unchanged, comparing the catalog (20 ms)
 * is skipped. Does nothing without a valid mark.
 */
export async function markClosed(folder: string, indexPath: string, key: Buffer): Promise<void> {
  const mark = await readMark(join(folder, markName));
  if (mark === null || !isSigned(mark, key)) return;
  await writeMark(folder, key, { ...mark, state: toState(await readStat(indexPath)) });
}

async function writeMark(folder: string, key: Buffer, mark: Omit<IndexMark, "hmac">): Promise<void> {
  await atomicWriteInside(join(folder, markName), `${JSON.stringify({ ...mark, hmac: sign(key, mark) } satisfies IndexMark)}\n`);
}

function isSigned(mark: IndexMark, key: Buffer): boolean {
  const expected = Buffer.from(sign(key, mark), "hex");
  const given = Buffer.from(mark.hmac, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const toState = ({ size, mtimeNs }: BigIntStats) => `${size}:${mtimeNs}`;

/** Removes the mark, whatever is in its place: a link itself, not its target. */
export async function removeMark(folder: string): Promise<void> {
  const path = join(folder, markName);
  if ((await statInside(path))?.isDirectory()) await renameFile(path, await findBackupPath(path, "damaged"));
  else await removeFile(path);
}

/**
 * Reads the mark of an index; null unless it is this machine's and names this very file. Follows no links and never blocks.
 * @returns isUntouched: the file is as a clean close left it, without a write-ahead log.
 */
export async function readValidMark(folder: string, indexPath: string, key: Buffer): Promise<{ id: string; isUntouched: boolean } | null> {
  const mark = await readMark(join(folder, markName));
  if (mark === null) return null;
  const there = await statInside(indexPath).catch(() => null);
  if (there === null || (mark.identity !== birthIdentity(there) && mark.identity !== deviceIdentity(there))) return null;
  if (!isSigned(mark, key)) return null;
  const isUntouched = mark.state === toState(there) && (await statInside(`${indexPath}.wal`)) === null;
  return { id: mark.id, isUntouched };
}

async function readMark(path: string): Promise<IndexMark | null> {
  try {
    const value: unknown = JSON.parse((await readSmallFile(path, maxMarkBytes)).toString("utf8"));
    return isMark(value) ? value : null;
  } catch {
    return null;
  }
}

function isMark(value: unknown): value is IndexMark {
  if (!isObject(value)) return false;
  const { id, identity, state, hmac } = value;
  return [id, identity, state === "" ? "-" : state, hmac].every((text) => typeof text === "string" && text !== "" && text.length <= 200);
}

async function readStat(path: string): Promise<BigIntStats> {
  const there = await statInside(path);
  if (there === null) throw noSuchFile(path);
  return there;
}

const birthIdentity = ({ ino, birthtimeNs }: BigIntStats) => `birth:${ino}:${birthtimeNs}`;
/** Some file systems change the device number at a restart: then the index is built again. */
const deviceIdentity = ({ dev, ino }: BigIntStats) => `device:${dev}:${ino}`;

const sign = (key: Buffer, { id, identity, state }: Omit<IndexMark, "hmac">) =>
  createHmac("sha256", key).update(`assay-index\n${id}\n${identity}\n${state}`).digest("hex");
