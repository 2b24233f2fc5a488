import { basename } from "node:path";
import { findAtPlace, listBeside } from "./beside.ts";
import type { Place } from "./place.ts";
import type { Tail } from "./tail.ts";

/**
 * Finds what became of a file that is not at its path any more, or was truncated there: under another name in the same folder, or copied. A log that is
 * rotated has lines that nobody has read yet.
 * @param isCopy look for a copy: the file itself is still at its path.
 * @returns it, open at its place; null when there is none with bytes behind that place.
 */
export async function findMoved(path: string, place: Place, isCopy: boolean): Promise<Tail | null> {
  if (place.offset === 0) return null;
  const found = await findAtPlace(await listBeside(path), basename(path), place, { isCopy, minBytes: place.offset + 1 });
  return found?.tail ?? null;
}
