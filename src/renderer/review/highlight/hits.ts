import { findFolded } from "../../../contract/index.ts";

/** At most as many hits of a text are marked: a letter that stands everywhere marks nothing that helps. */
export const maxHits = 2000;

/** Where a searched text stands in another, as searches take letters for equal: [from, to) in UTF-16 units, at most `maxHits`. */
export const findHits = (text: string, searched: string): [number, number][] => findFolded(text, searched, maxHits);
