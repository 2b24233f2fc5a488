import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineSplitter } from "./line-splitter.ts";

function split(chunks: readonly Uint8Array[], limitBytes?: number): { text: string; lengthBytes: number }[] {
  const splitter = new LineSplitter(limitBytes);
  const lines = chunks.flatMap((chunk) =>
    [...splitter.push(Buffer.from(chunk))].map((line) => ({
      text: Buffer.from(line.bytes).toString("latin1"),
      lengthBytes: line.lengthBytes,
    })),
  );
  const last = splitter.end();
  return last ? [...lines, { text: Buffer.from(last.bytes).toString("latin1"), lengthBytes: last.lengthBytes }] : lines;
}

const texts = (text: string, limitBytes?: number) => split([Buffer.from(text, "latin1")], limitBytes).map((line) => line.text);

describe("LineSplitter", () => {
  it.each([
    ["a\nb\n", ["a", "b"]],
    ["a\r\nb", ["a", "b"]],
    ["\n\r\n \t\na\n\n", ["a"]],
    ["\u00ef\u00bb\u00bfa\nb", ["a", "b"]],
    ["\u00ef\u00bb\u00bf\na", ["a"]],
    ["a\rb\n", ["a\rb"]],
    ["a\0b\n", ["a\0b"]],
    ["", []],
  ])("%j", (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it("says how long a line over the limit was, keeps little of it, and reads on", () => {
    expect(split([Buffer.from(`ok\n${"x".repeat(50)}\nafter\n`)], 10)).toEqual([
      { text: "ok", lengthBytes: 2 },
      { text: "x".repeat(11), lengthBytes: 50 },
      { text: "after", lengthBytes: 5 },
    ]);
    expect(texts("1234567890\n", 10)).toEqual(["1234567890"]);
  });

  it("gives the same lines however the bytes are cut into chunks", () => {
    const bytes = fc.array(fc.constantFrom(10, 13, 32, 0xef, 0xbb, 0xbf, 97, 0), { maxLength: 40 });
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(40), { maxLength: 6 }), (input, cuts) => {
        const whole = Uint8Array.from(input);
        const edges = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        const chunks = edges.slice(1).map((end, index) => whole.subarray(edges[index], end));
        expect(split(chunks, 8)).toEqual(split([whole], 8));
      }),
      { numRuns: 500 },
    );
  });
});
