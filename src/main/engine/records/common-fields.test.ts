import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, it } from "vitest";
import common from "../../../../schemas/v1/common.json" with { type: "json" };
import { commonFields, joinTags, splitTags, usageFields } from "./common-fields.ts";

const ajv = new Ajv({ strict: true, allowUnionTypes: true, schemas: [common] });
const isA = (name: string) => {
  const validate = ajv.compile({ $ref: `${common.$id}#/definitions/${name}` });
  return (value: unknown) => validate(value);
};

const number = fc.oneof(fc.double(), fc.integer(), fc.nat(), fc.constantFrom(0, -0, 1e10, 1e10 + 1, 2 ** 53, 2 ** 53 - 1, 1.5));
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary", minLength: 90, maxLength: 110 }),
  fc.constantFrom("", "😀".repeat(100), "x".repeat(201)),
);
const any = fc.oneof(number, text, fc.boolean(), fc.jsonValue());

it("keeps the numbers that the schema defines, and no others", () => {
  const names = {
    input_tokens: isA("tokens"),
    output_tokens: isA("tokens"),
    cached_input_tokens: isA("tokens"),
    reasoning_tokens: isA("tokens"),
    ttft_ms: isA("ttft_ms"),
    cost_usd: isA("cost_usd"),
    cache_hit: isA("cache_hit"),
  };
  fc.assert(
    fc.property(any, (value) => {
      const kept = usageFields(Object.fromEntries(Object.keys(names).map((name) => [name, value])));
      for (const [name, isKnown] of Object.entries(names)) expect(kept[name as keyof typeof kept]).toBe(isKnown(value) ? value : null);
    }),
    { numRuns: 1000 },
  );
});

it("keeps the source's dialect and file where the schema defines them", () => {
  const isSource = isA("source");
  fc.assert(
    fc.property(any, any, (dialect, file) => {
      const kept = commonFields({ source: { dialect, file } });
      expect(kept.source_dialect).toBe(isSource({ dialect }) ? dialect : null);
      expect(kept.source_file).toBe(isSource({ file }) ? file : null);
    }),
    { numRuns: 1000 },
  );
  expect(commonFields({ source: ["dialect"] })).toMatchObject({ source_dialect: null, source_file: null });
});

it("keeps tags in order, and gives them back", () => {
  const isTags = isA("tags");
  fc.assert(
    fc.property(fc.array(any), (tags) => {
      const plain = tags.filter((tag) => isTags([tag]) && !String(tag).includes("\u001f"));
      expect(splitTags(joinTags(tags))).toEqual(plain);
    }),
  );
  expect(joinTags(Array.from({ length: 65 }, (_, i) => `t${i}`))?.split("\u001f")).toHaveLength(64 + 2);
  expect(joinTags("a,b")).toBeNull();
  expect(joinTags([])).toBeNull();
});
