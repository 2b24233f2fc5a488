import fc from "fast-check";
import { expect, it } from "vitest";
import { headCharacters } from "../../../contract/head-of-text.ts";
import { indexedTextBytes } from "../../../contract/index.ts";
import { keptSampleBytes, shortLineBytes } from "./indexed-texts.ts";
import { encodeRecord } from "./record-rows.ts";

const hash = { h0: 0, h1: 0, h2: 0 };

/** What the index gets of a comparison's query. */
function staged(query: string): string {
  const { row } = encodeRecord("comparison_result", { comparison_id: "c", query, candidates: [] }, hash, 1, true, "");
  return row.slice(row.indexOf('"c","') + 5, row.lastIndexOf('",0,'));
}

it("keeps texts up to the limit whole, and the head of longer ones, in whole characters", () => {
  const most = "x".repeat(indexedTextBytes);
  expect(staged(most)).toBe(most);
  expect(staged(`${most}y`)).toBe(most);
  const fill = "x".repeat(indexedTextBytes - 1);
  for (const character of ["é", "漢", "😀"]) {
    expect(staged(`${fill}${character}`)).toBe(fill);
    expect(staged(`${fill.slice(Buffer.byteLength(character) - 1)}${character}tail`)).toBe(
      `${fill.slice(Buffer.byteLength(character) - 1)}${character}`,
    );
  }
});

it("keeps the longest head that fits, of any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "é", "漢", "😀"), minLength: 4000, maxLength: 9000 }), (text) => {
      const head = staged(text);
      const headBytes = Buffer.byteLength(head);
      expect(text.startsWith(head)).toBe(true);
      expect(headBytes <= indexedTextBytes && (head === text || headBytes > indexedTextBytes - 4)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it("keeps no text of an execution, but for a long one what a list shows", () => {
  const record = { trace_id: "t", engine_id: "e", timestamp: 1, input: 'say "hi"', output: "😀".repeat(300), metrics: { success: true } };
  const row = (lengthBytes: number) => encodeRecord("engine_execution", record, hash, lengthBytes, true, "").row;
  expect(row(shortLineBytes)).toMatch(/,true,{17}\n$/);
  const head = /,true,{17}"(.*)"\n$/.exec(row(shortLineBytes + 1))?.[1]?.replaceAll('""', '"') ?? "";
  expect(JSON.parse(head)).toEqual({
    traceId: "t",
    taskId: null,
    status: null,
    inputHead: 'say "hi"',
    outputHead: "😀".repeat(headCharacters),
  });
});

it("keeps a sample's line unless it is long, and the heads of its texts", () => {
  const record = {
    sample_id: "s",
    created_at: 1,
    source_trace_id: "t",
    tier: "gold",
    input: "q",
    output: "x".repeat(indexedTextBytes + 1),
  };
  const row = (lengthBytes: number) => encodeRecord("training_sample", record, hash, lengthBytes, true, '{"a":1}').row;
  expect(row(keptSampleBytes)).toMatch(new RegExp(`,"q","x{${indexedTextBytes}}","{""a"":1}",,,,\n$`));
  expect(row(keptSampleBytes + 1)).toMatch(/x",,,,,\n$/);
});
