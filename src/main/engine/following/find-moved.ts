import { basename, dirname, join } from "node:path";
import { listNamed, statNamedExactly } from "../files/named-file.ts";
import type { Place } from "./place.ts";
import { Tail, toIdentity } from "./tail.ts";

/** More entries of a folder are not looked at. */
const maxEntries = 2000;
/** A copy is looked for among names that begin alike: app.log, app.log.1, app-2026-11-27.log. */
const alikeCharacters = 3;

/**
 * Finds what became of a file that is not at its path any more, or was truncated there: under another name in the same folder, or copied. A log that is
 * rotated has lines that nobody has read yet.
 * @param isCopy look for a copy: the file itself is still at its path.
 * @returns it, open at its place; null when there is none with bytes behind that place.
 */
export async function findMoved(path: string, place: Place, isCopy: boolean): Promise<Tail | null> {
  if (place.offset === 0) return null;
  const folder = dirname(path);
  const own = basename(path);
  const names = (await listNamed(folder).catch(() => [])).filter((name) => name !== own).slice(0, maxEntries);
  const beginsAlike = (name: string) => name.startsWith(own.slice(0, alikeCharacters));
  for (const name of [...names.filter(beginsAlike), ...names.filter((one) => !beginsAlike(one))]) {
    if (isCopy && !beginsAlike(name)) continue;
    const candidate = join(folder, name);
    const there = await statNamedExactly(candidate).catch(() => null);
    if (there === null || !there.isFile() || there.size <= place.offset) continue;
    const isSame = toIdentity(there) === place.identity;
    if (isCopy ? isSame : !isSame && !beginsAlike(name)) continue;
    const tail = await Tail.open(candidate).catch(() => null);
    if (tail === null) continue;
    if (await tail.goOnAt(place)) return tail;
    await tail.close();
  }
  return null;
}
