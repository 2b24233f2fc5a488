import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseForeign } from "../../dialects/parse-foreign.ts";
import { litellm } from "../../dialects/table/litellm.ts";
import { SchemaValidator } from "../../validator/schema-validator.ts";
import { createConvertHandler } from "./convert-chunk.ts";
import { MemberReader } from "./member-reader.ts";

const reads = litellm.reads ?? {};
const prices = { key: "gpt-4o", costs: Array.from({ length: 30 }, (_, i) => ({ name: `cost-${i}`, value: i / 7 })) };
const call = {
  id: "call-1",
  call_type: "acompletion",
  startTime: "2025-01-24 09:20:46.847371",
  endTime: "2025-01-24 09:20:46.851954",
  metadata: { user: null, settings: Array.from({ length: 20 }, (_, i) => `setting ${i}`) },
  hidden_params: { api_base: "https://api.example.com", headers: { a: "é\u2028😀", b: [] } },
  model: "gpt-4o",
  custom_llm_provider: "openai",
  status: "success",
  prompt_tokens: 10,
  total_tokens: 30,
  messages: [{ role: "user", content: "Grüße" }],
  response: { choices: [{ message: { role: "assistant", content: "hi" } }] },
  model_map_information: prices,
};

/** Texts that stand for a whole member, wherever it is put. */
const hostileMembers = [
  '"id":"twice"',
  '"i\\u0064":"by an escape"',
  '"model_map_information":1',
  `"a":${"[".repeat(40)}${"]".repeat(40)}`,
  '"a":1e999999,"b":-0,"total_tokens":123456789012345678901234567890',
  '"a":"\\ud800","model":"\\udc00 alone"',
  '"a":NaN,"spend":-Infinity',
  '"a":01',
  '"a":"raw\ttab"',
  '"raw\tname":1',
  '"a\\qb":1',
  '"a":"unknown \\q escape that is long enough to be left out of the row"',
  '"a":[1,2,]',
  '"__proto__":{"id":"no"},"constructor":{"id":"no, because it is a longer value"}',
  '"metadata":{"usage_object":{"prompt_tokens_details":{"cached_tokens":7}}}',
  '"metadata":{"usage_object":{"prompt_tokens_details":{"c\\u0061ched_tokens":7}}}',
  '"metadata":"{\\"usage_object\\":{\\"completion_tokens_details\\":{\\"reasoning_tokens\\":7}}}"',
  '"status":"failure","metadata":{"error_information":{"error_class":"RateLimit","error_message":"slow down"}}',
  '"":0',
  '"id":null,"request_id":null',
  '"request_id":""',
];

const space = fc.constantFrom("", " ", "\t", "  ");
const member = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...Object.entries(call).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)),
  },
  { weight: 3, arbitrary: fc.constantFrom(...hostileMembers) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.oneof(fc.constantFrom(...Object.keys(reads)), fc.string({ unit: "binary" })), fc.jsonValue({ maxDepth: 3 }))
      .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`),
  },
);
const row = fc
  .tuple(
    fc.array(fc.tuple(space, member, space), { maxLength: 12 }),
    fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, fc.nat()),
    fc.constantFrom("", "", "", "", " ", "\r", "x", "}"),
  )
  .map(([members, cut, behind]) => {
    const text = `{${members.map((parts) => parts.join("")).join(",")}}${behind}`;
    return cut === null ? text : text.slice(0, cut % (text.length + 1));
  })
  .map((text) => text.replaceAll("\n", " "));

function readText(reader: MemberReader, text: string): Record<string, unknown> | undefined {
  const line = Buffer.from(`${text}\n`);
  return reader.read(line, 0, line.length - 1);
}

describe("what is read of a row is what the whole row says", () => {
  it("of any row, however often others were seen before", () => {
    const reader = new MemberReader(reads);
    // Much is left out of this one: the reader does not give up.
    const first = Buffer.from(`{"a":"${"a".repeat(1_000_000)}"}\n`);
    expect(reader.read(first, 0, first.length - 1)).toEqual({});
    let left = 0;
    fc.assert(
      fc.property(row, (text) => {
        const line = Buffer.from(`${text}\n`);
        const got = reader.read(line, 0, line.length - 1);
        if (got === undefined) return;
        const whole = parseForeign(line.toString("utf8")) as Record<string, unknown>;
        for (const name of Object.keys(got)) expect(got[name]).toEqual(whole[name]);
        for (const [name, read] of Object.entries(reads)) {
          if (read === true) expect(Object.hasOwn(got, name)).toBe(Object.hasOwn(whole, name));
        }
        if (Object.keys(got).length < Object.keys(whole).length) left++;
      }),
      { numRuns: 1500 },
    );
    expect(left).toBeGreaterThan(50);
  });

  it("where a value comes again, and where it only begins alike", () => {
    const reader = new MemberReader({ id: true });
    const read = (text: string) => readText(reader, text);
    const long = JSON.stringify(prices);
    for (let i = 0; i < 5; i++) expect(read(`{"a":${long},"id":${i}}`)).toEqual({ id: i });
    expect(read(`{"a":${long}"id":1}`)).toBeUndefined();
    expect(read(`{"a":${long.slice(0, -1)},"b":1},"id":9}`)).toEqual({ id: 9 });
    expect(read(`{"a":${long.slice(0, -1)}`)).toBeUndefined();
  });
});

it("a short value that nobody reads does not stay where a long one follows under its name", () => {
  const reader = new MemberReader({ id: true });
  const read = (text: string) => readText(reader, text);
  const long = JSON.stringify(prices);
  expect(read(`{"a":1,"id":2,"a":${long}}`)).toBeUndefined();
  expect(read(`{"a":${long},"id":2,"a":1}`)).toEqual({ id: 2, a: 1 });
  expect(read(`{"a":1,"id":2}`)).toEqual({ a: 1, id: 2 });
  expect(read(`{"a":${long},"id":2}`)).toEqual({ id: 2 });
  const many = Array.from({ length: 600 }, (_, i) => `"n${i}":1`).join(",");
  read(`{${many},"id":2}`);
  expect(read(`{"n599":1,"id":2,"n599":${long},"z":${long}}`)).toEqual({ id: 2 });
});

it("gives up where nearly everything is read", () => {
  const reader = new MemberReader({ text: true });
  const line = Buffer.from(`{"text":"${"a".repeat(100)}","other":"left out, at first"}\n`);
  const got = Array.from({ length: 20 }, () => reader.read(line, 0, line.length - 1));
  expect(got[0]).toEqual({ text: "a".repeat(100) });
  expect(got.at(-1)).toBeUndefined();
});

it("records, broken rows and tallies are the same as of rows parsed whole", () => {
  const convert = createConvertHandler(new SchemaValidator());
  const plan = { dialect: "litellm", answers: {}, file: "some.jsonl", fileTimeSeconds: 1_700_000_000, companions: [] };
  const rows = fc.array(fc.oneof(row, fc.constantFrom("", "[]", "null", JSON.stringify(call))), { minLength: 1, maxLength: 40 });
  const { reads: declared } = litellm;
  fc.assert(
    fc.property(rows, (texts) => {
      const run = () =>
        convert({
          bytes: new Uint8Array(Buffer.from(texts.map((text) => `${text}\n`).join(""))),
          rows: { first: 1, setAside: [] },
          plan,
          strict: true,
        }).result;
      const quick = run();
      try {
        delete litellm.reads;
        expect(quick).toEqual({ ...run(), read: expect.anything() });
      } finally {
        if (declared) litellm.reads = declared;
      }
    }),
    { numRuns: 150 },
  );
});
