import type { BigIntStats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { listNamed, statNamedExactly } from "../files/named-file.ts";
import type { Place } from "./place.ts";
import { Tail, toIdentity } from "./tail.ts";

/** More entries of a folder are not looked at. */
const maxEntries = 2000;
/** A copy is looked for among names that begin alike: app.log, app.log.1, app-2026-11-27.log. */
const alikeCharacters = 3;

/** A regular file in the folder of a followed one. */
export interface Beside {
  name: string;
  path: string;
  stats: BigIntStats;
}

/** The regular files beside a path; none where the folder cannot be listed. */
export async function listBeside(path: string): Promise<Beside[]> {
  const folder = dirname(path);
  const names = await listNamed(folder).catch(() => []);
  const entries: Beside[] = [];
  for (const name of names.filter((one) => one !== basename(path)).slice(0, maxEntries)) {
    const inner = join(folder, name);
    const stats = await statNamedExactly(inner).catch(() => null);
    if (stats?.isFile()) entries.push({ name, path: inner, stats });
  }
  return entries;
}

export const beginsAlike = (name: string, own: string) => name.startsWith(own.slice(0, alikeCharacters));

/**
 * Finds the file of a place among those beside the followed one: under another name, or else copied.
 * @param own the followed file's name. @param isCopy the file itself is still at its path: only a copy is looked for.
 * @param minBytes smaller files are not opened.
 * @returns it, open at the place; null when there is none.
 */
export async function findAtPlace(
  entries: readonly Beside[],
  own: string,
  place: Place,
  { isCopy, minBytes }: { isCopy: boolean; minBytes: number },
): Promise<{ entry: Beside; tail: Tail } | null> {
  const isSame = ({ stats }: Beside) => toIdentity(stats) === place.identity;
  const copies = entries.filter((entry) => !isSame(entry) && beginsAlike(entry.name, own));
  for (const entry of isCopy ? copies : [...entries.filter(isSame), ...copies]) {
    if (entry.stats.size < minBytes) continue;
    const tail = await Tail.open(entry.path).catch(() => null);
    if (tail === null) continue;
    if (await isAtPlace(tail, place)) return { entry, tail };
    await tail.close();
  }
  return null;
}

/** Whether a file continues what was read up to a place; a file that cannot be read does not. */
export const isAtPlace = (tail: Tail, place: Place): Promise<boolean> => tail.goOnAt(place).catch(() => false);
