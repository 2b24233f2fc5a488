import { describe, expect, it } from "vitest";
import type { SqlTable } from "../../../contract/index.ts";
import { toCsv } from "../../components/chart-file.ts";
import { sortRows, toCsvRows, toFileName, toMarkdown } from "./answer.ts";
import { offsetOf, suggest, wordBefore } from "./complete.ts";

const table = (name: string, ...columns: string[]): SqlTable => ({
  name,
  about: "",
  columns: columns.map((column) => ({ name: column, type: "DOUBLE", unit: column.endsWith("_ms") ? "ms" : null, about: "" })),
});
const tables = [table("executions", "latency_ms", "engine_id"), table("samples", "lines")];

describe("completion", () => {
  it.each([
    ["SELECT lat", "lat"],
    ["SELECT ", ""],
    ["SELECT 'it''s lat", null],
    ["SELECT 'a', lat", "lat"],
    ["SELECT 1 -- lat", null],
    ["SELECT 1 -- it's\nFROM ex", "ex"],
  ])("of %j is for %j", (text, word) => {
    expect(wordBefore(text, text.length)?.word ?? null).toBe(word);
  });

  it("offers columns of the tables that are named first, then tables, keywords and functions", () => {
    const named = (text: string, word: string) => suggest(text, word, tables, ["latest", "least", "list"]).map(({ name }) => name);
    expect(named("SELECT l FROM executions", "l")).toEqual(["latency_ms", "lines", "LIMIT", "LEFT", "LIKE", "latest(", "least(", "list("]);
    expect(named("SELECT l FROM samples", "l")[0]).toBe("lines");
    expect(named("", "samples")).toEqual([]);
    expect(suggest("", "lat", tables, [])).toEqual([{ name: "latency_ms", kind: "DOUBLE, ms" }]);
  });
});

it("an error's place is found in the text", () => {
  expect(offsetOf("ab\ncde", "line 2, column 3")).toBe(5);
  expect(offsetOf("ab", "line 9, column 9")).toBe(2);
  expect(offsetOf("ab", undefined)).toBeNull();
});

describe("an answer", () => {
  const columns = [
    { name: "n", type: "BIGINT" },
    { name: "a|b", type: "VARCHAR" },
  ];
  it("is sorted with NULL last, both ways", () => {
    const rows = [[10], [null], [9]];
    expect(sortRows(rows, { column: 0, descending: false })).toEqual([[9], [10], [null]]);
    expect(sortRows(rows, { column: 0, descending: true })).toEqual([[10], [9], [null]]);
  });

  it("is written as CSV and Markdown", () => {
    const rows = [
      [1, 'x,"y"\nz'],
      [null, ""],
    ];
    expect(toCsv(toCsvRows({ columns }, rows))).toBe('n,a|b\r\n1,"x,""y""\nz"\r\n,""\r\n');
    expect(toFileName({ cut: "rows", rows })).toBe("answer-first-2-rows.csv");
    expect(toMarkdown({ columns }, rows)).toBe('| n | a\\|b |\n| ---: | --- |\n| 1 | x,"y" z |\n|  |  |\n');
  });
});
