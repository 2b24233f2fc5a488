import { afterEach, describe, expect, it, vi } from "vitest";
import { type FinishedImports, ImportJobs } from "./import-jobs.ts";
import type { ImportReport } from "./import-report.ts";

const report = (path: string): ImportReport => ({
  file: path,
  lines: 3,
  accepted: path.includes("bad") ? 2 : 3,
  quarantined: path.includes("bad") ? 1 : 0,
  duplicates: 0,
  blank: 0,
  kinds: { engine_execution: 3, comparison_result: 0, training_sample: 0 },
  reasons: [],
  conversions: [],
  differing: 0,
  replaced: null,
  sizeBytes: 1,
  readBytes: 1,
  partialLastLineBytes: 0,
  complete: true,
});

/** Imports that end when told to: these tests look at the queue, not at reading. */
function jobs(earlier?: FinishedImports, index = async () => {}) {
  const waiting: (() => void)[] = [];
  let released = 0;
  const all = new ImportJobs(
    {
      read: (path, { signal }) =>
        new Promise((resolve) => {
          const end = () => resolve({ ...report(path), complete: !signal?.aborted });
          signal?.addEventListener("abort", end);
          waiting.push(end);
        }),
      index,
      findLikeness: async () => null,
      preview: async () => null,
      countEarlier: async () => null,
    },
    () => {},
    earlier,
  );
  const start = (name: string) => all.start({ path: name, name, sizeBytes: 1, done: async () => void released++ }, "auto", false);
  /** Lets this many run to their end, one after the other. */
  const runs = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await expect.poll(() => waiting.length, { interval: 1 }).toBeGreaterThan(0);
      waiting.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { all, start, runs, released: () => released };
}

describe("totals of imports", () => {
  it("count every file, however few reports are kept", async () => {
    const { all, start, runs, released } = jobs();
    for (let i = 0; i < 250; i++) start(i % 50 === 0 ? `bad-${i}` : `f-${i}`);
    expect(all.totals()).toMatchObject({ files: 250, unfinished: 250, lines: 0 });
    await runs(250);
    expect(all.totals()).toEqual({
      files: 250,
      unfinished: 0,
      asking: 0,
      withProblems: 5,
      lines: 750,
      accepted: 745,
      quarantined: 5,
      duplicates: 0,
      blank: 0,
    });
    expect(released()).toBe(250);
    expect(all.finished().reports).toHaveLength(100);
  });

  it("survive reopening the workspace, and start again when the list is cleared", async () => {
    const { all, start, runs } = jobs();
    for (let i = 0; i < 30; i++) start(`f-${i}`);
    await runs(30);
    const again = jobs(all.finished()).all;
    expect(again.totals()).toMatchObject({ files: 30, lines: 90 });
    again.clearFinished();
    expect(again.totals()).toMatchObject({ files: 0, lines: 0 });
    expect(again.listed(20)).toEqual([]);
  });
});

describe("the bounded list", () => {
  it("has running and next files, and reports with problems before others", async () => {
    const { all, start, runs } = jobs();
    const names = Array.from({ length: 60 }, (_, i) => (i < 3 ? `bad-${i}` : `f-${i}`));
    for (const name of names) start(name);
    expect(all.listed(20).map(({ file }) => file)).toEqual(names.slice(0, 20).reverse());
    await runs(40);
    // Once those that were read are in the index.
    await expect.poll(() => all.totals().unfinished).toBe(20);
    const listed = all.listed(20);
    expect(listed.map(({ file, state }) => `${file} ${state}`)).toEqual([
      ...["f-44 waiting", "f-43 waiting", "f-42 waiting", "f-41 waiting", "f-40 running"],
      ...Array.from({ length: 12 }, (_, i) => `f-${39 - i} done`),
      ...["bad-2 done", "bad-1 done", "bad-0 done"],
    ]);
    await all.close();
  });

  it("is cancelled as a whole or one by one", async () => {
    const { all, start, released } = jobs();
    const [first = "", second = ""] = Array.from({ length: 5 }, (_, i) => start(`f-${i}`));
    all.cancel(second);
    expect(all.totals()).toMatchObject({ files: 5, unfinished: 4 });
    all.cancelAll();
    await expect.poll(() => all.busy).toBe(false);
    expect(all.listed(20).map(({ state }) => state)).toEqual(Array(5).fill("cancelled"));
    expect(released()).toBe(5);
    all.cancel(first);
    expect(() => all.cancel("nothing")).toThrow("no such import");
  });
});

describe("files that have been read", () => {
  it("wait for the index together while the next are read, and are done once they can be queried", async () => {
    const indexed: (() => void)[] = [];
    const { all, start, runs, released } = jobs(undefined, () => new Promise((resolve) => indexed.push(resolve)));
    for (let i = 0; i < 4; i++) start(`f-${i}`);
    await runs(3);
    expect(indexed).toHaveLength(1);
    expect(all.totals()).toMatchObject({ files: 4, unfinished: 4, lines: 9 });
    expect(all.listed(20).map(({ state }) => state)).toEqual(Array(4).fill("running"));
    // A temporary copy is not needed any more.
    expect(released()).toBe(3);
    indexed[0]?.();
    await expect.poll(() => all.totals().unfinished).toBe(3);
    await expect.poll(() => indexed.length).toBe(2);
    indexed[1]?.();
    await runs(1);
    await expect.poll(() => indexed.length).toBe(3);
    expect(all.busy).toBe(true);
    indexed[2]?.();
    await expect.poll(() => all.busy).toBe(false);
    expect(all.listed(20).map(({ state }) => state)).toEqual(Array(4).fill("done"));
    expect(released()).toBe(4);
  });

  it("are indexed together while many more wait, and at once when none does", async () => {
    const indexed: (() => void)[] = [];
    vi.useFakeTimers({ toFake: ["performance"] });
    const { all, start, runs } = jobs(undefined, () => new Promise((resolve) => indexed.push(resolve)));
    for (let i = 0; i < 8; i++) start(`f-${i}`);
    await runs(3);
    expect(indexed).toHaveLength(1);
    // It took long, so the next files that were read wait for more of them.
    vi.advanceTimersByTime(1000);
    indexed[0]?.();
    await vi.waitFor(() => expect(all.totals().unfinished).toBe(7));
    await runs(3);
    expect(indexed).toHaveLength(1);
    await runs(2);
    await vi.waitFor(() => expect(indexed).toHaveLength(2));
    indexed[1]?.();
    await vi.waitFor(() => expect(indexed).toHaveLength(3));
    indexed[2]?.();
    await vi.waitFor(() => expect(all.busy).toBe(false));
    expect(all.totals()).toMatchObject({ files: 8, unfinished: 0, lines: 24 });
  });
});

afterEach(() => void vi.useRealTimers());
