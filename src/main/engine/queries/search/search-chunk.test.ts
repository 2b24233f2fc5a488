import { expect, it } from "vitest";
import { searchChunk } from "./search-chunk.ts";
import type { SearchedTexts } from "./searched-texts.ts";

const offset = 7_000_000_000;

/** The indices of the lines that are found. */
function foundIn(lines: readonly string[], text: string, texts: SearchedTexts = "executions"): number[] {
  const bytes = Uint8Array.from(Buffer.from(lines.map((line) => `${line}\n`).join("")));
  const starts: number[] = [];
  let at = offset;
  for (const line of lines) {
    starts.push(at);
    at += Buffer.byteLength(line) + 1;
  }
  const { found } = searchChunk({ bytes, offset, text, texts });
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
  expect(Buffer.from(searchChunk({ bytes, offset: 3, text: "the needle", texts: "executions" }).found).toString()).toBe("3\n");
});

const comparison = (more: object, ...outputs: string[]) =>
  JSON.stringify({ comparison_id: "c", query: "", ...more, candidates: outputs.map((output) => ({ engine_id: "engine-needle", output })) });

it("finds a comparison by all of its query and answers, its id, and what is said in conversations", () => {
  const far = "x".repeat(40_000);
  const said = (message: object) => comparison({ messages: [{ role: "user", content: "hi" }, message] }, "");
  const lines = [
    comparison({ query: `${far}Needle` }, ""),
    comparison({}, "one", `${far} NEEDLE`),
    comparison({ comparison_id: "needle-1" }, ""),
    comparison({ tags: ["needle"], source: { file: "needle" }, winner: { engine_id: "engine-needle", score: 1 } }, "none"),
    said({ role: "assistant", content: [{ type: "text", text: "a needle" }] }),
    said({
      role: "assistant",
      content: null,
      tool_calls: [{ id: "x", type: "function", function: { name: "f", arguments: '{"q":"needle"}' } }],
    }),
    said({ role: "tool", tool_call_id: "needle", name: "needle", content: "" }),
  ];
  expect(foundIn(lines, "needle", "comparisons")).toEqual([0, 1, 2, 4, 5]);
  expect(foundIn(lines, "needle", "sealed")).toEqual([0, 1, 4, 5]);
});

it("finds composed and decomposed letters in comparisons, and escapes", () => {
  const lines = [
    comparison({ query: "cafe\u0301" }, ""),
    comparison({}, "CAFÉ").replace("É", "\\u00c9"),
    comparison({}, "a\nb"),
    comparison({}, "a\\nb"),
  ];
  expect(foundIn(lines, "café", "comparisons")).toEqual([0, 1]);
  expect(foundIn(lines, "a\nb", "comparisons")).toEqual([2]);
});

it("does not find what a blind queue blocks out", () => {
  const lines = [comparison({ query: "who is Claude" }, "I am engine-needle"), comparison({ query: "a needle" }, "")];
  expect(foundIn(lines, "claude", "sealed")).toEqual([0]);
  expect(foundIn(lines, "claude", "masked")).toEqual([]);
  expect(foundIn(lines, "needle", "masked")).toEqual([1]);
});

it("finds notes at the place of their change, not what they replaced", () => {
  const change = (before: string, after: string, of = "review") => ({
    of,
    comparison: "c",
    before: { note: before },
    after: { note: after },
  });
  const lines = [
    { changes: [change("needle", "")] },
    { changes: [change("", "none"), change("", "a\tneedle"), change("", "needle", "candidate")] },
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const { found } = searchChunk({ bytes: Uint8Array.from(Buffer.from(text)), offset, text: "Needle", texts: "notes" });
  expect(Buffer.from(found).toString()).toBe(`${offset + text.indexOf("\n") + 1 + 1}\n`);
});
