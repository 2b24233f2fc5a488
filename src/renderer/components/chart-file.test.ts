import { expect, it } from "vitest";
import { toCsv } from "./chart-file.ts";

it("CSV keeps numbers exact, quotes what must be, and defuses formulas", () => {
  expect(
    toCsv([
      ["engine", "n", "p95"],
      ['a "b", c', 3, 0.1],
      ["=1+1", -5, null],
      ["-x", 0, 1e-7],
      ["-9223372036854775808", false, ""],
    ]),
  ).toBe(`engine,n,p95\r\n"a ""b"", c",3,0.1\r\n'=1+1,-5,\r\n'-x,0,1e-7\r\n-9223372036854775808,false,""\r\n`);
});
