import fc from "fast-check";
import { expect, it } from "vitest";
import { isConversation } from "../../../../contract/index.ts";
import { createNeedle } from "./needle.ts";
import { searchChunk } from "./search-chunk.ts";
import type { SearchedTexts } from "./searched-texts.ts";

/** Stands for a byte that is no UTF-8. */
const badByte = "\ue000";
const toBytes = (text: string) =>
  Buffer.concat(text.split(badByte).flatMap((part, i) => [Buffer.from(i === 0 ? [] : [0xc3]), Buffer.from(part)]));

/** The indices of the lines that are found. */
function foundIn(lines: readonly string[], text: string, texts: SearchedTexts = "executions"): number[] {
  const bytes = Uint8Array.from(toBytes(lines.map((line) => `${line}\n`).join("")));
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at + (line.startsWith("\ufeff") ? 3 : 0));
    at += toBytes(line).length + 1;
  }
  const { hits, misses } = searchChunk({ bytes, text, texts });
  const found = [...hits].map((place) => starts.indexOf(place));
  // Those that are no hits, unless they are too many.
  if (misses !== null) expect([...misses]).toEqual(starts.filter((_, i) => !found.includes(i)));
  return found;
}

const line = (input: unknown, output: unknown) => JSON.stringify({ engine_id: "needle", input, output, metrics: { needle: true } });

it("finds a text in searched properties, and nowhere else in a line", () => {
  expect(
    foundIn([line("a needle", ""), line("", "a NEEDLE"), line("need", "le"), line("é", "x"), line("needle", "needle")], "needle"),
  ).toEqual([0, 1, 4]);
  const others = ["status", "trace_id", "task_id"].map((member) => JSON.stringify({ input: "", output: "", [member]: "a needle" }));
  expect(foundIn(others, "needle")).toEqual([0, 1, 2]);
});

it("finds an execution by what is said in its conversation, and not by how that is labelled", () => {
  const said = (...messages: unknown[]) => JSON.stringify({ input: "in", messages, output: "out" });
  const call = { id: "needle", type: "needle", function: { name: "f", arguments: '{"q":"a needle"}' } };
  const deep = JSON.stringify({ input: "", messages: [{ role: "user", content: [{ type: "text", data: 1 }] }] });
  const lines = [
    said({ role: "system", content: "a Needle" }, { role: "user", content: "hi" }),
    said({ role: "user", content: [{ type: "text", text: "the n\u00e9edle" }] }),
    said({ role: "assistant", content: null, reasoning: "needle?" }),
    said({ role: "assistant", content: null, tool_calls: [call] }),
    said({ role: "needle", content: "", tool_call_id: "needle" }),
    said("needle"),
    JSON.stringify({ input: "", messages: "needle" }),
    JSON.stringify({ input: "needle", messages: [{ role: "user", content: "x" }] }),
    deep.replace("1", `${"[".repeat(20_000)}"needle"${"]".repeat(20_000)}`),
  ];
  expect(foundIn(lines, "needle")).toEqual([0, 2, 3, 7, 8]);
  expect(foundIn(lines, "n\u00e9edle")).toEqual([1]);
});

it("matches the text itself, however JSON spells it", () => {
  const lines = [line("tab\there", ""), line("tab\\there", ""), line("über", ""), line("ÜBER", "").replace("Ü", "\\u00dC")];
  expect(foundIn(lines, "\t")).toEqual([0]);
  expect(foundIn(lines, "\\t")).toEqual([1]);
  expect(foundIn(lines, "Über")).toEqual([2, 3]);
});

it("finds what parsing every line finds, whatever letters, escapes and members are there", () => {
  const letters = 'a A e\u0301 é E s ß ẞ ſ k K \u212a i\u0307 İ ı I n ne \n \t " \\ / u00 u0061 😀 \ud800 { } [ , : input'.split(" ");
  // Longer than what is read at once, and about as long.
  const pieces = [...letters, badByte, "x".repeat(14), "X".repeat(17)];
  const value = fc.array(fc.constantFrom(...pieces), { maxLength: 5 }).map((all) => all.join(""));
  const names = fc.constantFrom("input", "output", "status", "trace_id", "task_id", "messages", "engine_id", "inputs", "metrics");
  const turn = fc.tuple(fc.constantFrom("user", "n"), value).map(([role, content]) => ({ role, content }));
  const any = fc.oneof(
    { weight: 6, arbitrary: value },
    { weight: 2, arbitrary: fc.array(turn, { minLength: 1, maxLength: 2 }) },
    fc.constantFrom(1, -0.5e-7, null, true, false, {}, { input: "needle e" }, ["input", "a"]),
  );
  const asIs = (json: string) => json;
  const others = fc.constantFrom(
    (json: string) => json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
    (json: string) => json.replace("input", "inp\\u0075t"),
    (json: string) => json.replaceAll("/", "\\/").replaceAll("n", "\\u006E"),
    (json: string) => json.replace(":1", ":01").replace("true", "tru"),
    (json: string) => `\ufeff ${json.replaceAll(":", " : ").replaceAll(",", " , ")} \r`,
    (json: string) => `${json} x`,
    (json: string) => json.slice(0, -1),
  );
  const spelling = fc.oneof({ weight: 8, arbitrary: fc.constant(asIs) }, others);
  const member = fc.tuple(names, any).map(([name, what]) => `${JSON.stringify(name)}:${JSON.stringify(what)}`);
  const lineOf = fc
    .tuple(fc.array(member, { minLength: 1, maxLength: 4 }), spelling)
    .map(([members, spell]) => spell(`{${members.join(",")}}`));
  const isFound = (json: string, text: string) => {
    try {
      const record = JSON.parse(
        toBytes(json)
          .toString("utf8")
          .replace(/^\ufeff/, ""),
      ) as Record<string, unknown>;
      const { messages } = record;
      const said = isConversation(messages) ? messages.map(({ content }) => content) : [];
      const texts = [...["input", "output", "status", "trace_id", "task_id"].map((name) => record[name]), ...said];
      return texts.some((one) => typeof one === "string" && createNeedle(text).isIn(one));
    } catch {
      return false;
    }
  };
  let hits = 0;
  fc.assert(
    fc.property(
      fc.array(lineOf, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...pieces, "en", "a:", "0061", "ss", "xs", "ks", "/n", "nen", "x".repeat(24)),
      (lines, text) => {
        const expected = lines.flatMap((json, i) => (isFound(json, text) ? [i] : []));
        hits += expected.length;
        expect(foundIn(lines, text)).toEqual(expected);
      },
    ),
    { numRuns: 3000 },
  );
  expect(hits).toBeGreaterThan(500);
});

it("tells letters from escapes, and records from what is nearly one", () => {
  const lines = (...texts: string[]) => texts.map((text) => `{"input":"${text}"}`);
  expect(foundIn(lines("cafe\\u0301", "cafe\\u0301 e", "cafe\u0301", "\\u00e9", "\\ne", "\\\\e"), "e")).toEqual([1, 4, 5]);
  expect(foundIn(lines("a\\/b", "a\\\\/b", "A/B"), "a/b")).toEqual([0, 2]);
  expect(foundIn(lines("\\ud800n", "\\udc00n", "\\u12g4n", "\\xn", "a\tn"), "n")).toEqual([0, 1]);
  const numbers = ["0", "-0.5e+7", "01", "1.", ".5", "-", "1e", "tru", "nul", "falsy", "[1,]", "[1 2]", "{1:2}", "[[]]", '{"a":{}}'];
  expect(
    foundIn(
      numbers.map((number) => `{"input":"n","x":${number}}`),
      "n",
    ),
  ).toEqual([0, 1, 13, 14]);
  expect(foundIn(['{"input":"n",}', '{"input":"n"', '{"input" "n"}', '{"input":"n"}{', '{ "input" : "n" } '], "n")).toEqual([4]);
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
  expect([...searchChunk({ bytes, text: "the needle", texts: "executions" }).hits]).toEqual([0]);
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
  const { hits, misses } = searchChunk({ bytes: Uint8Array.from(Buffer.from(text)), text: "Needle", texts: "notes" });
  expect([[...hits], misses]).toEqual([[text.indexOf("\n") + 1 + 1], null]);
});
