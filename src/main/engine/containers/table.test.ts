import { expect, it } from "vitest";
import { detectColumn, detectTable } from "./table.ts";

it.each([
  ["model,at\n", "is a table of a header without rows"],
  ["model,at", "is a table of a header without rows"],
  ["model;latency_ms\r\n", "is a table of a header without rows"],
  ["model,at\nm,1\n", "is a table (CSV), not lines of JSON"],
  ["Well, this is a sentence\n", undefined],
  ['{"a":1,\n', undefined],
  ["\n", undefined],
])("%j", (text, description) => {
  expect(detectTable(text, true)?.description).toBe(description);
});

it.each([
  ["prompts.csv", "prompt\nWhy?\nHow, then?\n", { type: "table", delimiter: "," }],
  ["prompts.CSV.gz", '\ufeffprompt\r\n"a, b"\r\n', { type: "table", delimiter: "," }],
  ["prompts.csv", "prompt\n", undefined],
  ["prompts.txt", "prompt\nWhy?\n", undefined],
  ["lines.csv", '{"a":1}\n{"a":2}\n', undefined],
  ["empty.csv", "", undefined],
] as const)("a column in %s: %j", (name, text, reads) => {
  expect(detectColumn(text, true, name)?.reads).toEqual(reads);
});
