import { indexedTextBytes } from "../../contract/index.ts";
import { formatBytes } from "./format.ts";

/** What a search of comparisons or samples does not see, in words: the index keeps the beginnings of long texts. */
export const searchReach = `Search looks at the first ${formatBytes(indexedTextBytes)} of each text.`;
