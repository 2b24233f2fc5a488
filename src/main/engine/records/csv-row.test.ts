import fc from "fast-check";
import { expect, it } from "vitest";
import { createRowEncoder, offsetPlaceholder, toValues, unknownOffset, writeOffset } from "./csv-row.ts";

const columns = { off: "BIGINT", name: "VARCHAR", n: "INTEGER", share: "DOUBLE", ok: "BOOLEAN" } as const;

it("quotes text and nothing else, and tells empty from NULL", () => {
  const encode = createRowEncoder(columns);
  expect(encode({ off: 7, name: 'say "hi"', n: -1, share: 0.25, ok: false })).toBe('7,"say ""hi""",-1,0.25,false\n');
  expect(encode({ off: 0, name: "", n: undefined, share: null, ok: null })).toBe('0,"",,,\n');
});

it("turns values of the wrong type into NULL", () => {
  expect(toValues(columns, { off: 1.5, name: 1, n: "1", share: Number.NaN, ok: "true" })).toEqual([null, null, null, null, null]);
  expect(toValues(columns, { off: 2 ** 53, name: {}, n: 2 ** 31, share: Number.POSITIVE_INFINITY, ok: 1 })).toEqual([
    null,
    null,
    2 ** 31,
    null,
    null,
  ]);
});

it("leaves room for an offset, and fills in any there can be", () => {
  const row = createRowEncoder(columns)({ off: unknownOffset, name: "a", n: 1, share: 1, ok: true });
  expect(row.startsWith(`${offsetPlaceholder},"a"`)).toBe(true);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e15 - 1 }), (offset) => {
      const csv = Buffer.from(`x${row}`);
      writeOffset(csv, 1, offset);
      expect(csv.toString()).toBe(`x${String(offset).padStart(15, "0")}${row.slice(15)}`);
    }),
    { seed: 10 },
  );
});
