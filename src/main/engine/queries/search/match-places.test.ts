import { expect, it } from "vitest";
import { testDatabase } from "../../testing/test-database.ts";
import { MatchPlaces, toRows } from "./match-places.ts";

/** Lines of ten bytes in chunks of ten lines: which of them match, by chunk, and the list and the condition that come of it. */
class Journal {
  readonly places = new MatchPlaces();
  readonly listed: number[] = [];
  readonly matching: number[] = [];
  #at = 0;

  add(...chunks: readonly (readonly number[])[]): this {
    for (const chunk of chunks) {
      const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
      const hits = Uint32Array.from(chunk.map((i) => i * 10));
      const misses = Uint32Array.from(all.filter((i) => !chunk.includes(i)).map((i) => i * 10));
      for (const place of this.places.add({ hits, misses }, this.#at, this.#at + 100)) this.listed.push(this.#at + place);
      for (const place of hits) this.matching.push(this.#at + place);
      this.#at += 100;
    }
    return this;
  }
}

const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const most = all.slice(1);

it("lists what matches where few do, and what does not where most do", async () => {
  await using test = await testDatabase();
  const found = async ({ places, listed }: Journal, toBytes: number) => {
    const values =
      listed.length === 0 ? "(SELECT 0::BIGINT WHERE FALSE)" : `(VALUES ${listed.map((off) => `(${off}::BIGINT)`).join(", ")})`;
    const condition = places.condition(listed.length === 0 ? undefined : `${values} t(off)`, toBytes);
    const rows = await test.db.all<{ off: number }>(
      `SELECT off FROM (SELECT i * 10 AS off FROM range(100) r(i)) WHERE ${condition} ORDER BY off`,
    );
    return rows.map(({ off }) => off);
  };
  for (const [chunks, lists] of [
    [[[3], [], [4, 5]], 3],
    [[all, all, all], 0],
    [[most, most, all], 2],
    [[[1], all, all, [2], all], 2],
    [[[], most, [0, 1, 2, 3, 4], [9], all], 7],
  ] as const) {
    const journal = new Journal().add(...chunks);
    expect(journal.listed).toHaveLength(lists);
    expect(await found(journal, 500)).toEqual(journal.matching);
    expect(await found(journal, 230)).toEqual(journal.matching.filter((off) => off < 230));
  }
});

it("forgets what was not kept", () => {
  const journal = new Journal().add(all, all, [1], all);
  const before = new Journal().add(all).places.condition(undefined, 100);
  journal.places.resumeAt(100);
  expect(journal.places.condition(undefined, 100)).toBe(before);
});

it("spells places as rows", () => {
  expect(Buffer.from(toRows(Uint32Array.from([0, 9, 10, 12_345]), 0)).toString()).toBe("0\n9\n10\n12345\n");
  expect(Buffer.from(toRows(Uint32Array.from([1, 999]), 7_000_000_000)).toString()).toBe("7000000001\n7000000999\n");
  expect(toRows(new Uint32Array(0), 5)).toHaveLength(0);
});
