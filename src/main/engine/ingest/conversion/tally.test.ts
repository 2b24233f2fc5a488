import { expect, it } from "vitest";
import { addTally, emptyTally, tallyConversion } from "./tally.ts";

it("counts reasons that rows name themselves, whatever they name, and keeps none of megabytes", () => {
  const whys = ["constructor", "toString", `event ${"x".repeat(1_000_000)}`, "constructor"];
  const tally = emptyTally();
  tallyConversion(tally, { records: [], asks: [], rejected: [], skipped: whys.map((why, i) => ({ why, rows: [i] })) });
  const total = emptyTally();
  addTally(total, tally);
  expect(total.skipped).toMatchObject({ constructor: 2, toString: 1 });
  expect(JSON.stringify(total).length).toBeLessThan(400);
});
