import { expect, it } from "vitest";
import { searchChunk } from "./search-chunk.ts";

const offset = 7_000_000_000;

/** The indices of the lines that are found. */
function foundIn(lines: readonly string[], text: string): number[] {
  const bytes = Uint8Array.from(Buffer.from(lines.map((line) => `${line}\n`).join("")));
  const starts: number[] = [];
  let at = offset;
  for (const line of lines) {
    starts.push(at);
    at += Buffer.byteLength(line) + 1;
  }
  const { found } = searchChunk({ bytes, offset, text });
  return Buffer.from(found)
    .toString()
    .split("\n")
    .slice(0, -1)
    .map((digits) => starts.indexOf(Number(digits)));
}

const line = (input: unknown, output: unknown) => JSON.stringify({ engine_id: "needle", input, output, metrics: { needle: true } });

it("finds a text in searched properties, and nowhere else in a line", () => {
  expect(
    foundIn([line("a needle", ""), line("", "a NEEDLE"), line("need", "le"), line("é", "x"), line("needle", "needle")], "needle"),
  ).toEqual([0, 1, 4]);
  const others = ["status", "trace_id", "task_id"].map((member) => JSON.stringify({ input: "", output: "", [member]: "a needle" }));
  expect(foundIn(others, "needle")).toEqual([0, 1, 2]);
});

it("matches the text itself, however JSON spells it", () => {
  const lines = [line("tab\there", ""), line("tab\\there", ""), line("über", ""), line("ÜBER", "").replace("Ü", "\\u00dC")];
  expect(foundIn(lines, "\t")).toEqual([0]);
  expect(foundIn(lines, "\\t")).toEqual([1]);
  expect(foundIn(lines, "Über")).toEqual([2, 3]);
});

it("skips lines that are not records, and properties that are not text", () => {
  expect(
    foundIn(["needle", "null", '"needle"', '{"input":"needle"', "", "  ", line(["needle"], { needle: 1 }), line("needle", null)], "needle"),
  ).toEqual([7]);
});

it("uses the last of two properties with one name, as JSON.parse does", () => {
  expect(foundIn(['{"input":"needle","input":"x","output":""}'], "needle")).toEqual([]);
});

it("finds matches in a last line without newline, and in a long one", () => {
  const text = `${"x".repeat(5_000_000)} the needle`;
  const bytes = Uint8Array.from(Buffer.from(line(text, "")));
  expect(Buffer.from(searchChunk({ bytes, offset: 3, text: "the needle" }).found).toString()).toBe("3\n");
});
