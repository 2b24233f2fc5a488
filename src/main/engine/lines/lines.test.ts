import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findLastLineEnd, readLinesBackwards } from "./backwards.ts";
import { countLines, LineSplitter, type ReadBytes, readSteps } from "./forwards.ts";
import { recordBytes, toLine, toLines } from "./line-bytes.ts";

const readFrom =
  (bytes: Buffer): ReadBytes =>
  async (offset, length) =>
    Buffer.from(bytes.subarray(offset, offset + length));

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

const toText = ({ bytes, offset }: { bytes: Buffer; offset: number }) => [bytes.toString(), offset] as const;
const unexpected = () => new Error("a line is too long");

/** Whole lines of a text with their offsets, and what stands behind the last newline. */
function splitPlainly(text: string) {
  const parts = text.split("\n");
  let offset = 0;
  const all = parts.map((part) => {
    const line = [part, offset] as const;
    offset += Buffer.byteLength(part) + 1;
    return line;
  });
  return { lines: all.slice(0, -1), tail: parts.at(-1) ?? "" };
}

describe("a record on its line", () => {
  it.each([
    ["\ufeff\ufeff{}\r\r", "{}"],
    ["{}\r ", "{}\r "],
    ["\r\r", ""],
    ["\ufeff", ""],
    ["", ""],
  ])("%j holds %j", (line, record) => {
    expect(recordBytes(Buffer.from(line)).toString()).toBe(record);
  });
});

describe("readers", () => {
  const text = fc
    .array(fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom("\n", "\r\n", "é", "x".repeat(300_000))), { maxLength: 12 })
    .map((parts) => parts.join(""));

  it("read the same lines forwards, backwards and plainly, and count them", async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 40 }), async (content, chunkBytes) => {
        const bytes = Buffer.from(content);
        const { lines, tail } = splitPlainly(bytes.toString());
        const splitter = new LineSplitter();
        const forwards: (readonly [string, number])[] = [];
        const step = bytes.length > 1000 ? 99_999 : chunkBytes;
        for (let at = 0; at < bytes.length; at += step) forwards.push(...splitter.push(bytes.subarray(at, at + step)).map(toText));
        expect(forwards).toEqual(lines);
        expect(splitter.pendingBytes).toBe(Buffer.byteLength(tail));
        expect(splitter.end()?.bytes.toString() ?? "").toBe(tail);
        const backwards = await collect(readLinesBackwards(readFrom(bytes), bytes.length, 1 << 30, unexpected));
        expect(backwards.map(toText)).toEqual(lines.toReversed());
        let counted = 0;
        for await (const step of readSteps(readFrom(bytes), 0)) counted += countLines(step);
        expect(counted).toBe(lines.length);
        expect(await findLastLineEnd(readFrom(bytes), bytes.length)).toBe(bytes.length - Buffer.byteLength(tail));
      }),
      { numRuns: 60, seed: 10 },
    );
  });

  it("read steps between two offsets, to the end at most", async () => {
    const bytes = Buffer.from("0123456789".repeat(200_000));
    const steps = await collect(readSteps(readFrom(bytes), 7, 1_500_007));
    expect(steps.map(({ length }) => length)).toEqual([1 << 20, 1_500_000 - (1 << 20)]);
    expect(Buffer.concat(steps).equals(bytes.subarray(7, 1_500_007))).toBe(true);
    expect(Buffer.concat(await collect(readSteps(readFrom(bytes), 1_999_990))).toString()).toBe("0123456789");
  });
});

describe("limits", () => {
  it("the splitter reports a line over its limit without bytes, and goes on", () => {
    const splitter = new LineSplitter(100, 4);
    const lines = [...splitter.push(Buffer.from("abcd\nab")), ...splitter.push(Buffer.from("cdefg\nx\nabcde"))];
    expect(lines.map(({ bytes, offset, sizeBytes }) => [bytes.toString(), offset, sizeBytes])).toEqual([
      ["abcd", 100, 4],
      ["", 105, 7],
      ["x", 113, 1],
    ]);
    expect(splitter.end()).toMatchObject({ offset: 115, sizeBytes: 5 });
  });

  it("reading backwards gives up on a line over its limit, but not on a long torn tail", async () => {
    const read = (text: string) => collect(readLinesBackwards(readFrom(Buffer.from(text)), text.length, 300_000, unexpected));
    await expect(read(`a\n${"x".repeat(600_000)}\n`)).rejects.toThrow("a line is too long");
    expect((await read(`a\nb\n${"x".repeat(600_000)}`)).map(({ bytes }) => bytes.toString())).toEqual(["b", "a"]);
  });

  it("finds no line end before the offset where it stops looking", async () => {
    expect(await findLastLineEnd(readFrom(Buffer.from("a\nbcd")), 5, 3)).toBe(3);
    expect(await findLastLineEnd(readFrom(Buffer.from("a\nbcd")), 5, 1)).toBe(2);
    expect(await findLastLineEnd(readFrom(Buffer.alloc(0)), 0)).toBe(0);
  });
});

describe("toLines", () => {
  it("gives the bytes that toLine gives, in few buffers", () => {
    const texts = ["", "ä\ud800", "x".repeat(300_000), ...Array.from({ length: 1000 }, (_, i) => `line ${i}`)];
    const parts = toLines(texts);
    expect(Buffer.concat(parts).equals(Buffer.concat(texts.map((text) => toLine(text))))).toBe(true);
    expect(parts).toHaveLength(2);
    expect(toLines([])).toEqual([]);
    expect(() => toLines(["a", "b\n"])).toThrow(TypeError);
  });
});
