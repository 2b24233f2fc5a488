import { describe, expect, it } from "vitest";
import { LendingPool } from "./lending-pool.ts";

describe("LendingPool", () => {
  it("lends each thing to one borrower, and serves those who wait in order", async () => {
    const pool = new LendingPool(["a", "b"]);
    const first = await pool.borrow();
    const second = await pool.borrow();
    expect([first, second].sort()).toEqual(["a", "b"]);
    const served: string[] = [];
    const third = pool.borrow().then((one) => served.push(`third ${one}`));
    const fourth = pool.borrow().then((one) => served.push(`fourth ${one}`));
    pool.giveBack(second);
    await third;
    expect(served).toEqual([`third ${second}`]);
    pool.giveBack(first);
    await fourth;
    expect(served).toEqual([`third ${second}`, `fourth ${first}`]);
  });

  it("drains once everything is back, after those who waited before", async () => {
    const pool = new LendingPool([1]);
    const lent = await pool.borrow();
    const waiting = pool.borrow();
    let isDrained = false;
    const drained = pool.drain().then((all) => {
      isDrained = true;
      return all;
    });
    pool.giveBack(lent);
    const next = await waiting;
    expect(isDrained).toBe(false);
    pool.giveBack(next);
    expect(await drained).toEqual([1]);
  });
});
