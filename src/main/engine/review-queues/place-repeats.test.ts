import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { type QueueItem, QueueItems } from "./queue-items.ts";
import type { StoredQueue } from "./queue-store.ts";

const items = (count: number): QueueItem[] =>
  Array.from({ length: count }, (_, at) => ({ off: 2 ** 33 + at, len: at, key: randomBytes(12).toString("hex") }));

/** The list that a queue of these comparisons has. */
async function placeRepeats(given: readonly QueueItem[], queue: Pick<StoredQueue, "seed" | "repeats">): Promise<QueueItem[]> {
  const word = (read: (item: QueueItem) => number) => Uint32Array.from(given, read);
  const ofKey = (at: number) => word(({ key }) => Number.parseInt(key.slice(at, at + 8), 16));
  const columns = [word(({ off }) => Math.floor(off / 2 ** 32)), word(({ off }) => off % 2 ** 32), word(({ len }) => len)];
  async function* slices() {
    const all = [...columns, ofKey(0), ofKey(8), ofKey(16)];
    for (let from = 0; from < given.length; from += 300) yield all.map((column) => column.slice(from, from + 300));
  }
  const placed = await QueueItems.collect(slices(), queue);
  expect([...placed]).toEqual(placed.slice(0, placed.length));
  return [...placed];
}
const seed = Buffer.alloc(32, 9);
const seconds = (placed: readonly QueueItem[]) => placed.filter(({ isSecond }) => isSecond);

it("shows so many a second time, ten or more rows after the first", async () => {
  const given = items(4000);
  const placed = await placeRepeats(given, { seed, repeats: 0.05 });
  expect(placed.filter(({ isSecond }) => !isSecond)).toEqual(given);
  // 200 expected, with a standard deviation of 14.
  expect(seconds(placed).length).toBeGreaterThan(130);
  expect(seconds(placed).length).toBeLessThan(270);
  const gaps = seconds(placed).map((one) => placed.indexOf(one) - placed.findIndex(({ key }) => key === one.key));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10);
  expect(new Set(gaps).size).toBeGreaterThan(10);
});

it("keeps to its choice while others come and go, and shows none where there is no room", async () => {
  const given = items(400);
  const keysOf = (placed: readonly QueueItem[]) => seconds(placed).map(({ key }) => key);
  const all = keysOf(await placeRepeats(given, { seed, repeats: 0.2 }));
  const fewer = given.filter((_, index) => index % 3 > 0).slice(0, 200);
  const left = new Set(fewer.slice(0, -10).map(({ key }) => key));
  expect(keysOf(await placeRepeats(fewer, { seed, repeats: 0.2 })).toSorted()).toEqual(all.filter((key) => left.has(key)).toSorted());
  expect(seconds(await placeRepeats(given.slice(0, 10), { seed, repeats: 1 }))).toEqual([]);
  expect(seconds(await placeRepeats(given.slice(0, 11), { seed, repeats: 1 }))).toHaveLength(1);
  expect(await placeRepeats(given, { seed })).toEqual(given);
});
