import { describe, expect, it } from "vitest";
import type { Signal } from "../../../contract/index.ts";
import { keyOf, QueryCache } from "./query-cache.ts";

/** A query that the test ends by hand. */
function query<T>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const started = Promise.withResolvers<Signal>();
  let runs = 0;
  const run = (signal: Signal) => {
    runs += 1;
    started.resolve(signal);
    signal.addEventListener("abort", () => reject(new Error("interrupted")));
    return promise;
  };
  return { run, resolve, reject, started: started.promise, runs: () => runs };
}

const settledTurns = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

describe("QueryCache", () => {
  it("shares one run between equal queries, whatever the order of their keys, and caches its result", async () => {
    const cache = new QueryCache();
    const one = query<number>();
    const first = cache.get("table", { a: 1, b: [1, { c: 2, d: 3 }] }, 1, one.run);
    const second = cache.get("table", { b: [1, { d: 3, c: 2 }], a: 1 }, 1, one.run);
    one.resolve(7);
    expect(await Promise.all([first, second])).toEqual([7, 7]);
    expect(await cache.get("table", { a: 1, b: [1, { c: 2, d: 3 }] }, 1, one.run)).toBe(7);
    expect(one.runs()).toBe(1);
    expect(await cache.get("table", { a: 1, b: [{ c: 2, d: 3 }, 1] }, 1, async () => 8)).toBe(8);
  });

  it("names the answers that are there of a kind and a revision", async () => {
    const cache = new QueryCache();
    const open = query<number>();
    void cache.get("table", { b: 1, a: 2 }, 1, async () => 7);
    await cache.get("names", {}, 1, async () => 8);
    await expect(cache.get("table", { c: 1 }, 1, () => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
    void cache.get("table", {}, 1, open.run);
    expect(cache.answers("table", 1)).toEqual(new Map([[keyOf("table", { a: 2, b: 1 }), 7]]));
    expect(cache.answers("table", 2).size).toBe(0);
    open.resolve(1);
  });

  it("runs again when the data changed", async () => {
    const cache = new QueryCache();
    let answer = 0;
    const ask = (revision: number) => cache.get("table", {}, revision, async () => ++answer);
    expect([await ask(1), await ask(1), await ask(2), await ask(2)]).toEqual([1, 1, 2, 2]);
  });

  it("runs one query of a kind at a time, but different kinds together", async () => {
    const cache = new QueryCache();
    const [one, two, other] = [query<number>(), query<number>(), query<number>()];
    const first = cache.get("table", 1, 1, one.run);
    const second = cache.get("table", 2, 1, two.run);
    const third = cache.get("series", 1, 1, other.run);
    await Promise.all([one.started, other.started]);
    await settledTurns();
    expect(two.runs()).toBe(0);
    one.reject(new Error("lost"));
    await expect(first).rejects.toThrow("lost");
    await two.started;
    two.resolve(2);
    other.resolve(3);
    expect([await second, await third]).toEqual([2, 3]);
  });

  it("runs the queries of a shared lane one at a time, the most urgent first", async () => {
    const order = ["table", "lines", "bands"];
    const cache = new QueryCache(10, (kind) => ({ lane: "engines", priority: order.indexOf(kind) }));
    const ran: string[] = [];
    const ask = (kind: string) => cache.get(kind, {}, 1, async () => ran.push(kind));
    await Promise.all([ask("bands"), ask("lines"), ask("table")]);
    expect(ran).toEqual(order);
  });

  it("interrupts a query only when no caller waits for it", async () => {
    const cache = new QueryCache();
    const one = query<number>();
    const [a, b] = [new AbortController(), new AbortController()];
    const first = cache.get("table", {}, 1, one.run, a.signal);
    const second = cache.get("table", {}, 1, one.run, b.signal);
    const signal = await one.started;
    a.abort();
    await expect(first).rejects.toMatchObject({ code: "cancelled" });
    expect(signal.aborted).toBe(false);
    b.abort();
    await expect(second).rejects.toMatchObject({ code: "cancelled" });
    expect(signal.aborted).toBe(true);
    // Neither the interrupted query nor its failure is remembered.
    expect(await cache.get("table", {}, 1, async () => 5)).toBe(5);
    await expect(cache.get("table", {}, 1, async () => 5, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
  });

  it("never starts a query that was cancelled while it waited its turn", async () => {
    const cache = new QueryCache();
    const [one, two] = [query<number>(), query<number>()];
    const first = cache.get("table", 1, 1, one.run);
    const off = new AbortController();
    const second = cache.get("table", 2, 1, two.run, off.signal);
    off.abort();
    await expect(second).rejects.toMatchObject({ code: "cancelled" });
    one.resolve(1);
    await first;
    await settledTurns();
    expect(two.runs()).toBe(0);
  });

  it("does not cache failures, and evicts the least recently used", async () => {
    const cache = new QueryCache(2);
    await expect(cache.get("table", 1, 1, () => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
    let runs = 0;
    const ask = (input: number) => cache.get("table", input, 1, async () => ++runs);
    expect([await ask(1), await ask(2), await ask(1), await ask(3), await ask(1), await ask(2)]).toEqual([1, 2, 1, 3, 1, 4]);
  });
});
