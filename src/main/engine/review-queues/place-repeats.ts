import { createHmac } from "node:crypto";
import type { QueueItem } from "./queue-order.ts";
import type { StoredQueue } from "./queue-store.ts";

/** Of second looks, so that their keys and places say nothing about those of the first. */
export const repeatSeed = (seed: Buffer) => createHmac("sha256", seed).update("repeat").digest();

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
 */
export function placeRepeats(items: readonly QueueItem[], { seed, repeats = 0 }: Pick<StoredQueue, "seed" | "repeats">): QueueItem[] {
  if (repeats === 0) return [...items];
  const secret = repeatSeed(seed);
  const [chosenBy, placedBy] = [secret.readUInt32LE(0), secret.readUInt32LE(4)];
  const before = new Map<number, QueueItem[]>();
  for (const [index, item] of items.entries()) {
    const bits = Number.parseInt(item.key.slice(0, 8), 16);
    const room = items.length - index - 1 - minBetween;
    if (room < 0 || mix(bits ^ chosenBy) >= repeats * 2 ** 32) continue;
    const place = index + 1 + minBetween + (mix(bits ^ placedBy) % (Math.min(maxMore, room) + 1));
    before.set(place, [...(before.get(place) ?? []), { ...item, isSecond: true }]);
  }
  const placed: QueueItem[] = [];
  for (let index = 0; index <= items.length; index++) {
    for (const repeat of before.get(index) ?? []) placed.push(repeat);
    const item = items[index];
    if (item) placed.push(item);
  }
  return placed;
}
