import { compareWords } from "./words.ts";

/** Compares two texts off the page's thread. Takes and answers as `differences.ts` says. */
addEventListener("message", ({ data }: MessageEvent<{ id: number; before: string; after: string }>) => {
  postMessage({ id: data.id, difference: compareWords(data.before, data.after) });
});
