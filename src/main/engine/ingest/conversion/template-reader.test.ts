import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseForeign } from "../../dialects/parse-foreign.ts";
import { TemplateReader } from "./template-reader.ts";

const reads = { id: true, time: true, messages: true, usage: ["cached_tokens"], text: ["cached_tokens"] } as const;
const settings = JSON.stringify(Array.from({ length: 40 }, (_, i) => ({ name: `setting "${i}"`, value: i })));
const call = {
  id: "call-1",
  time: 1.5,
  prices: { a: [1, 2, { b: null }], c: "é\u2028😀" },
  messages: [{ role: "user", content: "Grüße", calls: [] }, { n: 12 }],
  usage: { prompt: 1, details: { x: 1 } },
  text: `{"count":1,"rest":${settings}}`,
  rest: "unread",
};

/** Texts that stand where a value was. */
const hostile = [
  '"an \\"escape\\" \\u00e9"',
  '"\\ud83d\\ude00"',
  '"\\ud800"',
  '"raw\ttab"',
  "NaN",
  "01",
  "-0",
  "1e999",
  "123456789012345678901234567890",
  "0.1",
  "1.50e-5",
  "[",
  "{}",
  '{"cached_tokens":7}',
  '{"c\\u0061ched_tokens":7}',
  '"{\\"cached_tokens\\":7}"',
  '{"id":1,"id":2}',
  '{"__proto__":{"id":"no"}}',
  '"',
  '"" ',
  JSON.stringify(`{"count":22,"rest":${settings}}`),
  JSON.stringify(`{"count":"\\","rest":${settings}}`),
  JSON.stringify(`{"count":22,"cached_tokens":1,"rest":${settings}}`),
  `${JSON.stringify(`{"count":1,"rest":${settings}}`).slice(0, -1)}`,
  `"{\\"count\\":5"${JSON.stringify(settings).slice(1)}`,
];

/** The row with other texts for some of its values, at any depth. */
const row = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.oneof(
          fc.constantFrom(...hostile),
          fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
        ),
      ),
      {
        maxLength: 4,
      },
    ),
    fc.oneof({ weight: 19, arbitrary: fc.constant(null) }, fc.nat()),
    fc.constantFrom("", "", "", "", " ", "\r", "x"),
  )
  .map(([changes, cut, behind]) => {
    let at = 0;
    const places = new Map(changes.map(([place, text]) => [place % 18, text]));
    const write = (value: unknown): string => {
      const changed = places.get(at++);
      if (changed !== undefined) return changed;
      if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
      if (typeof value === "object" && value !== null)
        return `{${Object.entries(value)
          .map(([key, inner]) => `${JSON.stringify(key)}:${write(inner)}`)
          .join(",")}}`;
      return JSON.stringify(value);
    };
    const text = `${write(call)}${behind}`.replaceAll("\n", " ");
    return cut === null ? text : text.slice(0, cut % (text.length + 1));
  });

/** Rows from which a template learns where values may differ. */
const alike = Array.from({ length: 4 }, (_, i) =>
  JSON.stringify({
    ...call,
    id: `call-${i}`,
    time: i,
    messages: [{ role: `user ${i}`, content: `Grüße ${i}`, calls: Array.from({ length: i }) }, { n: i }],
    usage: { i },
    text: `{"count":${i * 7},"rest":${settings}}`,
    rest: i,
  }),
);

const toLine = (text: string) => Buffer.from(`${text}\n`);

function readLine(reader: TemplateReader, text: string) {
  const line = toLine(text);
  return reader.read(line, 0, line.length - 1);
}

describe("what a template reads of a row is what the whole row says", () => {
  it("of any row, however many others it was learned from", () => {
    let hits = 0;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (texts) => {
        const reader = new TemplateReader(reads);
        for (const text of [...alike, ...texts]) {
          const got = readLine(reader, text);
          if (got === undefined) continue;
          hits++;
          const whole = parseForeign(toLine(text).toString("utf8")) as Record<string, unknown>;
          for (const name of Object.keys(got)) expect(got[name]).toStrictEqual(whole[name]);
          for (const name of ["id", "time", "messages"]) expect(Object.hasOwn(got, name)).toBe(Object.hasOwn(whole, name));
          for (const name of ["usage", "text"])
            if (/cached_tokens|\\u/.test(JSON.stringify(whole[name]))) expect(got[name]).toStrictEqual(whole[name]);
        }
      }),
      { numRuns: 300 },
    );
    expect(hits).toBeGreaterThan(750);
  });

  it("of rows that differ in values only, from the third one on", () => {
    const reader = new TemplateReader(reads);
    const rows = Array.from({ length: 20 }, (_, i) => ({
      ...call,
      id: `call-${i}`,
      time: i / 7,
      text: `{"count":${i * 100},"rest":${settings}}`,
    }));
    const got = rows.map((one) => structuredClone(readLine(reader, JSON.stringify(one))));
    expect(got.slice(0, 2)).toEqual([undefined, undefined]);
    expect(got.slice(2)).toEqual(rows.slice(2).map(({ id, time, messages }) => ({ id, time, messages })));
  });

  it("of rows of several shapes", () => {
    const reader = new TemplateReader(reads);
    const { usage: _, ...other } = call;
    const rows = Array.from({ length: 40 }, (_, i) => ({ ...(i % 2 === 0 ? call : other), id: i }));
    const got = rows.map((one) => readLine(reader, JSON.stringify(one))?.id);
    expect(got.slice(-10)).toEqual(rows.slice(-10).map(({ id }) => id));
  });
});

describe("what only looks like other rows is left to a parser", () => {
  const learned = () => {
    const reader = new TemplateReader(reads);
    for (const text of alike) readLine(reader, text);
    return reader;
  };
  const before = JSON.stringify({ ...call, text: `{"count":5,"rest":${settings}}` });

  it("a text that ends in the middle", () => {
    expect(readLine(learned(), before)).toBeDefined();
    expect(readLine(learned(), before.replace('count\\":5', 'count\\":"5'))).toBeUndefined();
    expect(readLine(learned(), before.replace('count\\":5', 'count\\":5\\'))).toBeUndefined();
    expect(readLine(learned(), before.replace('count\\":5', 'count\\":5\t'))).toBeUndefined();
  });

  it("a name twice: the last one counts", () => {
    const reader = new TemplateReader(reads);
    const twice = Array.from({ length: 4 }, (_, i) => readLine(reader, `{"id":${i},"time":1,"id":2,"messages":{"a":${i},"a":1}}`));
    expect(twice).toEqual([undefined, undefined, undefined, undefined]);
  });
});

it("rests where rows have nothing in common", () => {
  const reader = new TemplateReader({ a: true });
  for (let i = 0; i < 400; i++) expect(readLine(reader, `{"${i}":1}`)).toBeUndefined();
  expect(readLine(reader, '{"0":1}')).toBeUndefined();
});
