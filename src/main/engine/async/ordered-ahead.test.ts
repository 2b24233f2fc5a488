import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { orderedAhead } from "./ordered-ahead.ts";

/** Items from 0 on; tells how many were taken, and whether it was closed. */
function countingSource(length: number, failAt = Number.POSITIVE_INFINITY) {
  const seen = { taken: 0, closed: false };
  async function* items() {
    try {
      for (let i = 0; i < length; i++) {
        await turn();
        if (i === failAt) throw new Error("source");
        seen.taken++;
        yield i;
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, items: items() };
}

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await turn();
};

describe("reading ahead in order", () => {
  it("yields results in the source's order, whichever is ready first", async () => {
    const { items } = countingSource(20);
    let atOnce = 0;
    let maxAtOnce = 0;
    const work = async (item: number) => {
      maxAtOnce = Math.max(maxAtOnce, ++atOnce);
      await turns((20 - item) % 7);
      atOnce--;
      return item * 10;
    };
    const got: number[][] = [];
    for await (const { item, result } of orderedAhead(items, work, { maxItems: 4 })) got.push([item, result]);
    expect(got).toEqual(Array.from({ length: 20 }, (_, i) => [i, i * 10]));
    expect(maxAtOnce).toBeGreaterThan(1);
  });

  it("yields what is ready while the source has no more yet", async () => {
    let release = () => {};
    async function* slow() {
      yield "first";
      await new Promise<void>((resolve) => (release = resolve));
    }
    const ahead = orderedAhead(slow(), (item) => item, { maxItems: 8 });
    expect((await ahead.next()).value).toMatchObject({ item: "first", result: "first" });
    const end = ahead.next();
    await turn();
    release();
    expect((await end).done).toBe(true);
  });

  it("takes no more than so many items, those in the consumer's hands included", async () => {
    const { seen, items } = countingSource(20);
    let consumed = 0;
    for await (const _ of orderedAhead(items, (item) => item, { maxItems: 3 })) {
      await turns(10);
      expect(seen.taken - consumed).toBeLessThanOrEqual(3);
      consumed++;
    }
    expect(consumed).toBe(20);
  });

  it("takes no more while it holds so many bytes, but always one", async () => {
    const { seen, items } = countingSource(20);
    let consumed = 0;
    let most = 0;
    for await (const _ of orderedAhead(items, (item) => item, { maxItems: 9, maxBytes: 100, bytesOf: (item) => (item < 10 ? 50 : 1000) })) {
      await turns(10);
      most = Math.max(most, seen.taken - consumed);
      if (consumed >= 10) expect(seen.taken - consumed).toBe(1);
      consumed++;
    }
    expect(consumed).toBe(20);
    expect(most).toBe(2);
  });

  it("throws a failed work at its turn; none is unhandled before or after", async () => {
    const { seen, items } = countingSource(6);
    const unhandled: unknown[] = [];
    const listen = (error: unknown) => unhandled.push(error);
    process.on("unhandledRejection", listen);
    const work = async (item: number) => {
      if (item >= 2) throw new Error(`item ${item}`);
      return item;
    };
    const got: number[] = [];
    const run = async () => {
      for await (const { item } of orderedAhead(items, work, { maxItems: 6 })) {
        await turns(10);
        got.push(item);
      }
    };
    await expect(run()).rejects.toThrow("item 2");
    await turns(5);
    process.off("unhandledRejection", listen);
    expect(got).toEqual([0, 1]);
    expect(unhandled).toEqual([]);
    expect(seen.closed).toBe(true);
  });

  it("throws what work throws at once at its turn, too", async () => {
    const work = (item: number) => {
      if (item === 1) throw new Error("at once");
      return item;
    };
    const ahead = orderedAhead(countingSource(3).items, work, { maxItems: 3 });
    expect((await ahead.next()).value).toMatchObject({ item: 0, result: 0 });
    await expect(ahead.next()).rejects.toThrow("at once");
  });

  it("throws a failure of the source after everything that came before it", async () => {
    const { items } = countingSource(10, 3);
    const got: number[] = [];
    const run = async () => {
      for await (const { item } of orderedAhead(items, (one) => one, { maxItems: 10 })) {
        await turns(10);
        got.push(item);
      }
    };
    await expect(run()).rejects.toThrow("source");
    expect(got).toEqual([0, 1, 2]);
  });

  it("interrupts a source that has no more yet when a work fails", async () => {
    let interrupt = () => {};
    async function* endless() {
      yield 1;
      await new Promise<void>((resolve) => (interrupt = resolve));
    }
    const work = () => Promise.reject(new Error("work"));
    const ahead = orderedAhead(endless(), work, { maxItems: 3, interrupt: () => interrupt() });
    await expect(ahead.next()).rejects.toThrow("work");
  });

  it("knows the size of what its work transfers away", async () => {
    const transfer = (buffer: ArrayBuffer) => structuredClone(buffer, { transfer: [buffer] }).byteLength;
    const ahead = orderedAhead([new ArrayBuffer(5)], transfer, { maxItems: 2, bytesOf: (buffer) => buffer.byteLength });
    expect((await ahead.next()).value).toMatchObject({ bytes: 5, result: 5 });
  });

  it("closes the source before a loop that is left early goes on", async () => {
    const { seen, items } = countingSource(20);
    for await (const { item } of orderedAhead(items, (one) => one, { maxItems: 3 })) if (item === 2) break;
    expect(seen.closed).toBe(true);
    expect(seen.taken).toBeLessThan(7);
  });

  it("stops taking and yielding once it is aborted", async () => {
    const { seen, items } = countingSource(20);
    const stop = new AbortController();
    const got: number[] = [];
    for await (const { item } of orderedAhead(items, (one) => one, { maxItems: 4, signal: stop.signal })) {
      await turns(10);
      got.push(item);
      if (item === 2) stop.abort();
    }
    expect(got).toEqual([0, 1, 2]);
    expect(seen.taken).toBeLessThanOrEqual(6);
    expect(seen.closed).toBe(true);
  });
});
