import { expect, it } from "vitest";
import { addTally, emptyTally, tallyConversion } from "./tally.ts";

it("keeps reasons short and few, whatever a file has them quote: they stand in every snapshot", () => {
  const tally = emptyTally();
  const skip = (why: string, row: number) => tallyConversion(tally, { records: [], skipped: [{ rows: [row], why }], asks: [] });
  skip("constructor", 1);
  for (let i = 2; i < 300; i++) skip(`${i} ${"x".repeat(10_000)}`, i);
  const into = emptyTally();
  addTally(into, tally);
  for (const { skipped } of [tally, into]) {
    expect(skipped.constructor).toBe(1);
    expect(Object.keys(skipped)).toHaveLength(101);
    expect(Math.max(...Object.keys(skipped).map((why) => why.length))).toBe(201);
    expect(Object.values(skipped).reduce((sum, rows) => sum + rows, 0)).toBe(299);
  }
});
