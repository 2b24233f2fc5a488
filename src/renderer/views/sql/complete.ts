import type { SqlTable } from "../../../contract/index.ts";

/** What can be completed at the caret of a text in SQL. */
export interface Suggestion {
  name: string;
  /** What it is, in a word. */
  kind: string;
}

const keywords =
  "SELECT FROM WHERE GROUP BY ORDER HAVING LIMIT OFFSET JOIN LEFT ON USING WITH AS DISTINCT CASE WHEN THEN ELSE END AND OR NOT NULL IS IN LIKE ILIKE BETWEEN ASC DESC UNION ALL EXISTS OVER PARTITION FILTER QUALIFY DESCRIBE SUMMARIZE EXPLAIN INTERVAL";
const maxSuggestions = 8;

/** The name that ends at the caret. @returns where it begins, and its text; null within a quoted text or a comment. */
export function wordBefore(text: string, caret: number): { start: number; word: string } | null {
  const before = text.slice(0, caret);
  const withoutTexts = before.replaceAll(/'(?:[^']|'')*'/g, "").replaceAll(/--.*\n/g, "");
  if (withoutTexts.includes("'") || /--[^\n]*$/.test(withoutTexts)) return null;
  const word = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? "";
  return { start: caret - word.length, word };
}

/** All names, the likeliest first: columns of tables that the text names, tables, other columns, keywords, functions. */
export function suggest(text: string, word: string, tables: readonly SqlTable[], functions: readonly string[]): Suggestion[] {
  const wanted = word.toLowerCase();
  if (wanted === "") return [];
  const isNamed = ({ name }: SqlTable) => new RegExp(`\\b${name}\\b`, "i").test(text);
  const columns = (some: readonly SqlTable[]) =>
    some.flatMap((table) => table.columns.map(({ name, type, unit }) => ({ name, kind: unit === null ? type : `${type}, ${unit}` })));
  const all: Suggestion[] = [
    ...columns(tables.filter(isNamed)),
    ...tables.map(({ name }) => ({ name, kind: "table" })),
    ...columns(tables.filter((table) => !isNamed(table))),
    ...keywords.split(" ").map((name) => ({ name, kind: "keyword" })),
    ...functions.map((name) => ({ name: `${name}(`, kind: "function" })),
  ];
  const seen = new Set<string>();
  const found = all.filter(({ name }) => {
    const key = name.toLowerCase();
    if (!key.startsWith(wanted) || key === wanted || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return found.slice(0, maxSuggestions);
}

/** Line and column of an error's `where`, as an offset in the text; null when it says none. */
export function offsetOf(text: string, where: string | undefined): number | null {
  const [, line, column] = /^line (\d+), column (\d+)$/.exec(where ?? "") ?? [];
  if (line === undefined || column === undefined) return null;
  const lines = text.split("\n");
  const before = lines.slice(0, Number(line) - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return Math.min(text.length, before + Number(column) - 1);
}
