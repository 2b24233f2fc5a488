import { describe, expect, it } from "vitest";
import { indentJson, tokenise } from "./json-tokens.ts";

describe("indentJson", () => {
  it("indents like JSON.stringify where nothing is lost by reading", () => {
    const value = { a: [1, 2, { b: 'x,\\"}' }], c: {}, d: [], e: null, f: true };
    expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
  });

  it("keeps what reading would lose: big integers, duplicate keys, escapes, -0", () => {
    const line = '{"id":9007199254740993,"a":1,"a":2,"s":"\\u0041\\/","z":-0,"e":1E5}';
    const indented = indentJson(line);
    expect(indented.replace(/\n\s*|(?<=:) /g, "")).toBe(line);
    expect(indented).toContain('"id": 9007199254740993');
  });

  it("does not swell with nesting: a line of 16 MiB has to fit a string", () => {
    const deep = `${"[".repeat(150)}${"1,".repeat(20_000)}1${"]".repeat(150)}`;
    expect(indentJson(deep).length).toBeLessThan(25 * deep.length);
  });

  it("gives text that is no JSON back as it is", () => {
    expect(indentJson('{"a":1')).toBe('{"a":1');
  });
});

describe("tokenise", () => {
  it("tells keys from strings, and loses no character", () => {
    const json = indentJson('{"key":"text \\" : 1","n":-1.5e3,"b":false}');
    const tokens = tokenise(json);
    expect(tokens.map((token) => token.text).join("")).toBe(json);
    expect(tokens.filter((token) => token.type === "key").map((token) => token.text)).toEqual(['"key"', '"n"', '"b"']);
    expect(tokens.filter((token) => token.type === "string").map((token) => token.text)).toEqual(['"text \\" : 1"']);
    expect(tokens.filter((token) => token.type === "number").map((token) => token.text)).toEqual(["-1.5e3"]);
    expect(tokens.filter((token) => token.type === "literal").map((token) => token.text)).toEqual(["false"]);
  });
});
