import { describe, expect, it } from "vitest";
import { printable, table } from "./output.ts";

describe("table", () => {
  it("aligns and makes hostile cells printable", () => {
    const columns = [
      { title: "engine", align: "left" },
      { title: "n", align: "right" },
    ] as const;
    expect(
      table(columns, [
        ["a", "1204"],
        ["\u001b[31mred", "7"],
      ]),
    ).toBe("engine            n\na              1204\n\\u{1b}[31mred     7\n");
  });
});

it("printable shows control characters and direction marks as numbers", () => {
  expect(printable("a\u0007\u202eb\u2028é")).toBe("a\\u{7}\\u{202e}b\\u{2028}é");
});
