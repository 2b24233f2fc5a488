import { basename } from "node:path";
import { type Beside, beginsAlike, findAtPlace, isAtPlace, listBeside } from "./beside.ts";
import type { Place } from "./place.ts";
import { Tail } from "./tail.ts";

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
  const own = basename(path);
  const found = await findAtPlace(entries, own, last, { isCopy: false, minBytes: last.offset });
  if (found === null) {
    const isRotated = ({ name }: Beside) =>
      (beginsAlike(name, own) && compressed.test(name)) || /^(?=.*\d)(?=.*\W)[\d\W]+$/.test(toInserted(own, name));
    const maybe = entries.filter(isRotated).sort(byTime).slice(-maxMaybe);
    return { isGone: true, unread: [], maybe: maybe.map((entry) => entry.path) };
  }
  await found.tail.close();
  const home = found.entry;
  const form = toForm(own, home.name);
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

async function isContinuation(tail: Tail, known: readonly Place[]): Promise<boolean> {
  for (const place of known) if (await isAtPlace(tail, place)) return true;
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

const byTime = (a: Beside, b: Beside) => Number(a.stats.mtimeNs - b.stats.mtimeNs);
