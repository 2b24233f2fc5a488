import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitPiece, startSplit } from "./split-json.ts";

/** Splits bytes that arrive in pieces cut at the given places. */
function split(text: string | Buffer, path: readonly string[] = [], cuts: readonly number[] = []): string[] {
  const bytes = Buffer.from(text as string);
  const state = startSplit(path);
  let out = "";
  let at = 0;
  for (const cut of [...cuts.map((one) => one % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)) {
    out += Buffer.from(splitPiece(bytes.subarray(at, cut), state)).toString("latin1");
    at = cut;
  }
  if (state.inValue) out += "\n";
  const lines = Buffer.from(out, "latin1").toString("utf8").split("\n");
  expect(lines.pop()).toBe("");
  expect(lines.length).toBe(state.rows);
  return lines;
}

const cuts = fc.array(fc.nat(5000), { maxLength: 8 });
const space = fc.constantFrom("", " ", "\n", "\r\n", "\t", "\n  ");

describe("splitting JSON", () => {
  it("gives every element of an array, whatever its layout and wherever pieces end", () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.constantFrom(undefined, 2, "\t"),
        space,
        cuts,
        (values, indent, blank, at) => {
          const text = blank + JSON.stringify(values, null, indent) + blank;
          expect(split(text, [], at).map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(values)));
        },
      ),
    );
  });

  it("gives every object of those that follow each other, with blanks, commas or nothing between them", () => {
    const separator = fc.constantFrom("", " ", ",", ",\n", "\n", "\n\u001e");
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 6 }), separator, cuts, (values, between, at) => {
        const text = values.map((value) => JSON.stringify(value, null, 1)).join(between);
        expect(split(text, [], at).map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  it("finds the array that keys lead to, past anything before it", () => {
    const key = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 3 }), fc.dictionary(key, fc.jsonValue()), cuts, (path, before, at) => {
        const [first = "", ...rest] = path;
        const others = Object.fromEntries(Object.entries(before).filter(([name]) => name !== first && name !== "__proto__"));
        const inner = rest.reduceRight<unknown>((value, name) => ({ a: [{ [name]: [] }], [name]: value }), [1, { b: "]" }, [2]]);
        const text = JSON.stringify({ ...others, [first]: inner, after: [3] }, null, 2);
        fc.pre(first !== "after" && first !== "__proto__" && !path.includes("a") && !rest.includes("__proto__"));
        expect(split(text, path, at).map((line) => JSON.parse(line))).toEqual([1, { b: "]" }, [2]]);
      }),
    );
  });

  it("keeps bytes: numbers of any length, escapes, duplicate keys", () => {
    expect(split('[{"a":12345678901234567890,\r\n"a":"\\u00e9\\"" , "b" : 1e400}\n]')).toEqual([
      '{"a":12345678901234567890,  "a":"\\u00e9\\"" , "b" : 1e400}',
    ]);
  });

  it.each([
    ["a file that was cut off", '[{"a":1},{"b":', ['{"a":1}', '{"b":']],
    ["words that are no JSON", '[{"a":1},undefined,NaN]', ['{"a":1}', "undefined", "NaN"]],
    ["brackets that do not match", '[{"a":1]},{"b":2}]', ['{"a":1]', "}", '{"b":2}']],
    ["a raw line break in a string stays on its line, and no JSON", '["a\nb",1]', ['"a\tb"', "1"]],
    ["two arrays after each other", "[1]\n[2]", ["1", "2"]],
    ["something behind the array", "[1] and so on", ["1", "and", "so", "on"]],
    ["nothing", " \n", []],
    ["an empty array", "[]", []],
  ])("loses nothing of %s", (_, text, lines) => {
    expect(split(text)).toEqual(lines);
  });

  it("ends on any bytes, and every one that is no separator is in a line", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), cuts, (bytes, at) => {
        const whole = split(Buffer.from(bytes), []).join("");
        expect(split(Buffer.from(bytes), [], at).join("")).toBe(whole);
      }),
    );
  });
});
