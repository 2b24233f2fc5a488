import { createHmac } from "node:crypto";
import type { StoredQueue } from "./queue-store.ts";

const repeatSeeds = new WeakMap<Buffer, Buffer>();

/** Of second looks, so that their keys and places say nothing about those of the first. The same buffer for the same one. */
export function repeatSeed(seed: Buffer): Buffer {
  const made = repeatSeeds.get(seed) ?? createHmac("sha256", seed).update("repeat").digest();
  repeatSeeds.set(seed, made);
  return made;
}

/** Other comparisons between a first and a second look, at least, and how many more there may be. */
const minBetween = 10;
const maxMore = 20;

/** The finalizer of MurmurHash3 (A. Appleby, 2011): every bit of the input changes half of the output's. */
function mix(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Places second looks in the list of a queue: of each comparison by its key and the queue's seed alone, so that others may come and go. A million
 * take about 0.2 s, which a HMAC of each would not.
 * @param count of comparisons. @param firstWord the first 32 bits of the key of one.
 * @param second is added to the number of a comparison where its second look is.
 * @returns numbers of comparisons, from 0 on, in the order of the list.
 */
export function placeRepeats(
  count: number,
  firstWord: (index: number) => number,
  second: number,
  { seed, repeats = 0 }: Pick<StoredQueue, "seed" | "repeats">,
): Uint32Array {
  const before = new Map<number, number[]>();
  let placedTwice = 0;
  if (repeats > 0) {
    const secret = repeatSeed(seed);
    const [chosenBy, placedBy] = [secret.readUInt32LE(0), secret.readUInt32LE(4)];
    for (let index = 0; index < count; index++) {
      const bits = firstWord(index);
      const room = count - index - 1 - minBetween;
      if (room < 0 || mix(bits ^ chosenBy) >= repeats * 2 ** 32) continue;
      const place = index + 1 + minBetween + (mix(bits ^ placedBy) % (Math.min(maxMore, room) + 1));
      const there = before.get(place);
      if (there) there.push(index);
      else before.set(place, [index]);
      placedTwice++;
    }
  }
  const placed = new Uint32Array(count + placedTwice);
  let at = 0;
  for (let index = 0; index <= count; index++) {
    for (const repeat of before.get(index) ?? []) placed[at++] = repeat + second;
    if (index < count) placed[at++] = index;
  }
  return placed;
}
