import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { splitTable, type TableRules } from "../containers/split-table.ts";
import { createCopyTable } from "./copy-table.ts";
import { Database } from "./duckdb.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-tables-"));
let db: Database;
beforeAll(async () => {
  db = await Database.open(":memory:", { memoryLimitMb: 200, threads: 1, temporaryFolder: folder });
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

/** The lines that DuckDB makes of a table; null where it leaves out rows. */
async function byDuckDb(table: Buffer, delimiter: string): Promise<string | null> {
  const [path, outPath] = [join(folder, "t.csv"), join(folder, "t.jsonl")];
  writeFileSync(path, table);
  const rejected = await createCopyTable(db)({ path, format: { type: "table", delimiter }, outPath, name: "t.csv", signal: undefined });
  return rejected.length > 0 ? null : readFileSync(outPath, "utf8");
}

/** The lines that `splitTable` makes of it, in pieces of a size; null where it is not regular. */
function bySplitting(table: Buffer, delimiter: string, pieceBytes = Number.POSITIVE_INFINITY): string | null {
  let rules: TableRules = { delimiter, names: null };
  let lines = "";
  let carried = Buffer.alloc(0);
  for (let at = 0; ; at += pieceBytes) {
    const isLast = at >= table.length;
    const bytes = Buffer.concat([carried, isLast ? Buffer.alloc(0) : table.subarray(at, at + pieceBytes)]);
    if (isLast && bytes.length === 0) return lines;
    // The header lies in the first piece.
    if (rules.names === null && !isLast && !bytes.includes("\n")) {
      carried = bytes;
      continue;
    }
    const split = splitTable(bytes, rules, isLast);
    if (split === null) return null;
    lines += Buffer.from(split.lines).toString("utf8");
    ({ rules } = split);
    carried = bytes.subarray(split.usedBytes);
    if (isLast) return lines;
  }
}

const field = fc.oneof(
  fc.constantFrom("", "1", "x y", "é😀", "NULL", "null", " ", "0"),
  fc.string({
    unit: fc.oneof(
      fc.constantFrom('"', "\\", ",", ";", "\n", "\r\n", "\t", "\u0001", "\u001f", "\u007f", "{", "\u2028", "é"),
      fc.string({ maxLength: 1 }),
    ),
  }),
);
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe("a regular table becomes the lines that DuckDB makes of it", () => {
  it("whatever is in its fields, and wherever it is cut", async () => {
    let regular = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.tuple(field, fc.boolean()), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom("\n", "\r\n"),
        fc.constantFrom(",", ";", "\t", "|"),
        fc.record({ ends: fc.boolean(), marked: fc.boolean(), pieceBytes: fc.integer({ min: 1, max: 40 }) }),
        async (rows, lineEnd, delimiter, { ends, marked, pieceBytes }) => {
          const lines = rows.map((row) =>
            row
              .map(([text, always]) =>
                always || text.includes('"') || /[\r\n]/.test(text) || text.includes(delimiter) ? quoted(text) : text,
              )
              .join(delimiter),
          );
          const text = `${marked ? "\ufeff" : ""}${["id", '"name"', "Third_3"].join(delimiter)}${lineEnd}${lines.join(lineEnd)}${ends ? lineEnd : ""}`;
          const table = Buffer.from(text);
          const split = bySplitting(table, delimiter);
          expect(bySplitting(table, delimiter, pieceBytes)).toBe(split);
          if (split === null) return;
          regular++;
          expect(split).toBe(await byDuckDb(table, delimiter));
        },
      ),
      { numRuns: 150 },
    );
    expect(regular).toBeGreaterThan(75);
  });

  it("also of long fields that are alike at both ends, as each row by itself", () => {
    const ends = ['he said "x" \\ and\n"more" '.repeat(8), '", "rest": [1, "é😀", null], \u0001\t"'.repeat(8)];
    const rows = fc.array(fc.tuple(field, fc.constantFrom("", "", "", '"', "\\", "x".repeat(2000))), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.boolean(), (middles, isCut) => {
        const texts = middles.map(([middle, more]) => `${ends[0]}${middle}${more}${ends[1]}`);
        const whole = Buffer.from(`id,text\n${texts.map((text, i) => `${i},${quoted(text)}\n`).join("")}`);
        const table = isCut ? whole.subarray(0, whole.length - 20) : whole;
        const lines = bySplitting(table, ",");
        expect(lines).toBe(bySplitting(table, ",", 64));
        if (!isCut)
          expect(
            lines
              ?.trimEnd()
              .split("\n")
              .map((line) => JSON.parse(line).text),
          ).toEqual(texts);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ["a row that is too short", "a,b\n1\n2,3\n"],
    ["a row that is too long", "a,b\n1,2,3\n"],
    ["a quote within a field", 'a,b\n1,2"3"\n'],
    ["something behind a quote", 'a,b\n1,"2"3\n'],
    ["a quote without an end", 'a,b\n1,"2\n'],
    ["a lone carriage return", "a,b\n1,2\r3,4\n"],
    ["an empty line", "a,b\n1,2\n\n3,4\n"],
    ["a remark", "a,b\n#1,2\n"],
    ["a name twice", "a,A\n1,2\n"],
    ["a name of nothing", ",b\n1,2\n"],
    ["a name that is a sentence", "a,what is it?\n1,2\n"],
  ])("and is left to it with %s", (_, text) => {
    expect(bySplitting(Buffer.from(text), ",")).toBeNull();
    expect(bySplitting(Buffer.from(text), ",", 1)).toBeNull();
  });

  it.each(["a,b\r\n1,2\n3,4\r\n", "a,b\n1,2\r\n3,4\n", 'a,b\n"1","2"\r\n3,4'])("with line ends of two kinds, too: %j", (text) => {
    expect(bySplitting(Buffer.from(text), ",")).toBe('{"a":"1","b":"2"}\n{"a":"3","b":"4"}\n');
    expect(bySplitting(Buffer.from(text), ",", 1)).toBe(bySplitting(Buffer.from(text), ","));
  });

  it("and with bytes that are no UTF-8", () => {
    expect(bySplitting(Buffer.from("a,b\n1,\xe9\n", "latin1"), ",")).toBeNull();
  });
});

it.each([
  ["", ""],
  ["\ufeff", "\r"],
])("a row with text behind a closing quote is set aside, also among the first (marked %j, ends %j)", async (mark, end) => {
  const [path, outPath] = [join(folder, "odd.csv"), join(folder, "odd.jsonl")];
  const rows = ["a,A,c", '1,"x y",3', '2,"x"y,4', '5,"z",6', '"q"7,r,s', '"8",,""'];
  writeFileSync(path, `${mark}${rows.map((row) => `${row}${end}\n`).join("")}`);
  const rejected = await createCopyTable(db)({
    path,
    format: { type: "table", delimiter: "," },
    outPath,
    name: "odd.csv",
    signal: undefined,
  });
  expect(rejected.map(({ line, bytes }) => [line, bytes.toString()])).toEqual([
    [3, rows[2]],
    [5, rows[4]],
  ]);
  const read = readFileSync(outPath, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(read).toEqual([
    { a: "1", A_1: "x y", c: "3" },
    { a: "5", A_1: "z", c: "6" },
    { a: "8", A_1: null, c: "" },
  ]);
});
