import type { BigIntStats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { listNamed, statNamedExactly } from "../files/named-file.ts";
import type { Place } from "./place.ts";
import { Tail, toIdentity } from "./tail.ts";

/** More entries of a folder are not looked at. */
const maxEntries = 2000;
/** A copy or a compressed file is looked for among names that begin alike. */
const alikeCharacters = 3;
/** More are not named: a log has dozens of old ones. */
const maxMaybe = 5;
const compressed = /\.(gz|zst|bz2|xz|lz4|zip)$/i;

export interface Generations {
  /** The file that was read last is nowhere in the folder. */
  isGone: boolean;
  /** Files that were at the path after it and before the one that is there now, oldest first, open at their start. */
  unread: Tail[];
  /** If it is gone, paths of files beside it that may hold its lines or those of later ones, oldest first: compressed, or with digits in the name. */
  maybe: string[];
}

interface Entry {
  name: string;
  path: string;
  stats: BigIntStats;
}

/**
 * Finds the files that were at a path and rotated away unseen. The new name of the file that was read last tells how they are called: as it is, but for
 * digits (`app.log.2`: `app.log.1`). They were last written after it.
 * @param known places of files that were at the path, the one that was read last at the end; a file that goes on at one of them is none of these.
 * @param isExcluded files that somebody else reads, or nobody may.
 */
export async function findGenerations(
  path: string,
  known: readonly Place[],
  isExcluded: (path: string, identity: string) => Promise<boolean>,
): Promise<Generations> {
  const last = known.at(-1);
  if (last === undefined) return { isGone: false, unread: [], maybe: [] };
  const entries = await listBeside(path);
  const home = await findHome(entries, basename(path), last);
  if (home === null) {
    const own = basename(path);
    const isRotated = ({ name }: Entry) =>
      (beginsAlike(name, own) && compressed.test(name)) || /^(?=.*\d)(?=.*\W)[\d\W]+$/.test(toInserted(own, name));
    const maybe = entries.filter(isRotated).sort(byTime).slice(-maxMaybe);
    return { isGone: true, unread: [], maybe: maybe.map((entry) => entry.path) };
  }
  const form = toForm(basename(path), home.name);
  const later = entries.filter(({ name, stats }) => form?.(name) && name !== home.name && stats.mtimeNs > home.stats.mtimeNs);
  const unread: Tail[] = [];
  for (const entry of later.sort(byTime)) {
    const tail = await Tail.open(entry.path).catch(() => null);
    if (tail === null) continue;
    if ((await isExcluded(entry.path, tail.identity)) || (await isContinuation(tail, known))) await tail.close();
    else unread.push(tail);
  }
  return { isGone: false, unread, maybe: [] };
}

async function listBeside(path: string): Promise<Entry[]> {
  const folder = dirname(path);
  const names = await listNamed(folder).catch(() => []);
  const entries: Entry[] = [];
  for (const name of names.filter((one) => one !== basename(path)).slice(0, maxEntries)) {
    const inner = join(folder, name);
    const stats = await statNamedExactly(inner).catch(() => null);
    if (stats?.isFile()) entries.push({ name, path: inner, stats });
  }
  return entries;
}

/** The file itself under another name, or else a copy of it. */
async function findHome(entries: readonly Entry[], own: string, place: Place): Promise<Entry | null> {
  const isSame = ({ stats }: Entry) => toIdentity(stats) === place.identity;
  const copies = entries.filter((entry) => !isSame(entry) && beginsAlike(entry.name, own));
  for (const entry of [...entries.filter(isSame), ...copies]) {
    if (entry.stats.size < place.offset) continue;
    const tail = await Tail.open(entry.path).catch(() => null);
    const isHome = tail !== null && (await tail.goOnAt(place).catch(() => false));
    await tail?.close();
    if (isHome) return entry;
  }
  return null;
}

async function isContinuation(tail: Tail, known: readonly Place[]): Promise<boolean> {
  for (const place of known) if (await tail.goOnAt(place)) return true;
  return false;
}

/** Whether a file is called as one that was renamed, but for digits; null when no digits were put into that one's name. */
function toForm(own: string, renamed: string): ((name: string) => boolean) | null {
  const start = commonStart(own, renamed);
  const toShape = (name: string) => toInserted(own, name, start).replace(/\d+/g, "0");
  return /\d/.test(toShape(renamed)) ? (name) => toShape(name) === toShape(renamed) : null;
}

/** What stands in a name beside the followed one's; empty when it is not that one with something put in. */
function toInserted(own: string, name: string, start = commonStart(own, name)): string {
  const isInserted = name.startsWith(own.slice(0, start)) && name.endsWith(own.slice(start)) && name.length > own.length;
  return isInserted ? name.slice(start, name.length - own.length + start) : "";
}

function commonStart(a: string, b: string): number {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  return start;
}

const beginsAlike = (name: string, own: string) => name.startsWith(own.slice(0, alikeCharacters));
const byTime = (a: Entry, b: Entry) => Number(a.stats.mtimeNs - b.stats.mtimeNs);
