import fc from "fast-check";
import { expect, it } from "vitest";
import { splitPieceRows } from "./piece-rows.ts";
import type { SplitRow } from "./row-splitter.ts";
import { readHeader, splitTable } from "./split-table.ts";
import { cutTable, type TablePiece } from "./table-pieces.ts";

/** Pieces of a table in memory, which may grow while it is read. */
async function cut(table: Buffer, pieceBytes: number, { sizeBytes = table.length, maxRowBytes = 1000 } = {}): Promise<TablePiece[]> {
  const pieces: TablePiece[] = [];
  const source = {
    take: (bytes: number) => new ArrayBuffer(bytes),
    read: async (into: Uint8Array, at: number, count: number, position: number) => {
      const part = table.subarray(position, position + count);
      into.set(part, at);
      return part.length;
    },
  };
  for await (const piece of cutTable({ delimiter: ",", sizeBytes, pieceBytes, maxRowBytes, ...source })) pieces.push(piece);
  return pieces;
}

/** Splits each piece by itself, the last one first, at once and row by row. @returns the lines before the first irregular one. */
function splitEach(pieces: readonly TablePiece[]): { lines: string; usedBytes: number; isRegular: boolean } {
  const split = pieces.toReversed().map(({ bytes, names, rows, isLast }) => {
    const rules = { delimiter: ",", names };
    const piece = bytes && splitTable(Buffer.from(bytes), rules, isLast);
    const whole = piece?.usedBytes === bytes?.length ? piece : null;
    let lines = "";
    const given = bytes && splitPieceRows(Buffer.from(bytes), { ...rules, isLast, rows }, (row) => (lines += `${readRow(row)}\n`));
    expect(given).toEqual(whole && { rows: whole.rows, sizeBytes: whole.lines.length, last: lastLine(whole.lines) });
    if (whole) expect(lines).toBe(Buffer.from(whole.lines).toString());
    return whole;
  });
  let [lines, usedBytes] = ["", 0];
  for (const piece of split.toReversed()) {
    if (!piece) return { lines, usedBytes, isRegular: false };
    lines += Buffer.from(piece.lines).toString();
    usedBytes += piece.usedBytes;
  }
  return { lines, usedBytes, isRegular: true };
}

const lastLine = (lines: Uint8Array) => lines.slice(lines.lastIndexOf(10, -2) + 1);

/** The line, put together from the places of its values. */
function readRow({ line, names, starts, ends, escaped }: SplitRow): string {
  const values = names.map((name, i) => {
    const value = line.toString("utf8", starts[i], ends[i]);
    expect(escaped[i]).toBe(value.includes("\\") ? 1 : 0);
    return `"${name}":${value}`;
  });
  expect(line.toString()).toBe(`{${values.join(",")}}`);
  return line.toString();
}

const field = fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r\n", "\\", "a", "é", "{"), maxLength: 12 });
const row = fc.tuple(field, field, fc.constantFrom("", "1", "x y"));
const toField = (text: string) => (/["\n\r,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

it("pieces split independently give the lines of the whole table, or are irregular where it is, wherever it is cut and whatever stray quotes are in it", async () => {
  const seen = { regular: 0, stray: 0, given: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.record({
        lineEnd: fc.constantFrom("\n", "\r\n"),
        ends: fc.boolean(),
        marked: fc.boolean(),
        pieceBytes: fc.integer({ min: 20, max: 90 }),
      }),
      // Places of quotes, commas or line ends that somebody forgot to quote, or cut.
      fc.array(fc.tuple(fc.nat(200), fc.constantFrom('"', '""', ",", "\n", "\r", "#")), { maxLength: 2 }),
      async (rows, { lineEnd, ends, marked, pieceBytes }, strays) => {
        let text = rows.map((fields) => fields.map(toField).join(",")).join(lineEnd) + (ends ? lineEnd : "");
        for (const [at, stray] of strays) text = text.slice(0, at) + stray + text.slice(at);
        const table = Buffer.from(`${marked ? "\ufeff" : ""}id,"b",c${lineEnd}${text}`);
        const rules = { delimiter: ",", names: null };
        const whole = splitTable(table, rules, true);
        const { lines, usedBytes, isRegular } = splitEach(await cut(table, pieceBytes));
        expect(isRegular).toBe(whole !== null);
        if (whole) expect(lines).toBe(Buffer.from(whole.lines).toString());
        const header = readHeader(table, ",")?.usedBytes ?? 0;
        const before = splitTable(table.subarray(0, header + usedBytes), rules, isRegular);
        expect(before).toMatchObject({ usedBytes: header + usedBytes });
        expect(lines).toBe(Buffer.from(before?.lines ?? []).toString());
        seen.regular += whole ? 1 : 0;
        seen.stray += whole ? 0 : 1;
        seen.given += !whole && lines !== "" ? 1 : 0;
      },
    ),
    { numRuns: 400 },
  );
  expect(Math.min(seen.regular, seen.stray)).toBeGreaterThan(80);
  expect(seen.given).toBeGreaterThan(20);
});

it("long fields that are alike are split like others", async () => {
  const text = (i: number) => `"{""of"":""${"x".repeat(100)}\\"",""count"":${i},""then"":""${"y".repeat(100)}""}"`;
  const plain = (i: number) => `"${"x".repeat(100)}${i}${"y".repeat(100)}"`;
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${text(i)},${plain(i)}\n`).join("");
  expect(splitEach(await cut(Buffer.from(`id,b,c\n${rows}`), 4096))).toMatchObject({ isRegular: true });
});

it("of a table that grows, only the next bytes are read, up to the end of a row", async () => {
  const table = Buffer.from(`a,b\n${'1,"x\ny"\n'.repeat(20_000)}1,"2`);
  const pieces = await cut(table, 64, { sizeBytes: 100 });
  expect(splitEach(pieces)).toMatchObject({ isRegular: true });
  expect(pieces.at(-1)).toMatchObject({ isLast: false, readBytes: 100 + 64 * 1024 });
});

it.each([
  ["a quote that never ends", `a,b\n1,2\n1,"${"x\n".repeat(1000)}`, 1],
  ["a header that is no list of names", "what is it?,b\n1,2\n", 0],
  ["a header without an end", "a,b", 0],
])("%s is irregular from there on, and read no further than a row may be long", async (_, text, pieces) => {
  const cuts = await cut(Buffer.from(text), 64, { maxRowBytes: 500 });
  expect(cuts.map(({ bytes }) => bytes === null)).toEqual([...Array<boolean>(pieces).fill(false), true]);
  expect(cuts.at(-1)?.readBytes).toBeLessThan(1100);
});
