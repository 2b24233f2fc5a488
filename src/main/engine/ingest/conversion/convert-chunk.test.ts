import { describe, expect, it } from "vitest";
import { inspectChunk } from "../../records/inspect-chunk.ts";
import { SchemaValidator } from "../../validator/schema-validator.ts";
import { createConvertHandler } from "./convert-chunk.ts";

const validator = new SchemaValidator();
const handler = createConvertHandler(validator);

const call = {
  id: "call-1",
  call_type: "acompletion",
  startTime: "2025-01-24 09:20:46.847371",
  endTime: "2025-01-24 09:20:46.851954",
  completionStartTime: "2025-01-24 09:20:46.851954",
  model: "gpt-4o",
  model_group: "",
  custom_llm_provider: "openai",
  status: "success",
  prompt_tokens: 10,
  completion_tokens: 20,
  total_tokens: 30,
  response_cost: 0.000225,
  request_tags: ["a", "b"],
  messages: [{ role: "user", content: "Grüße, 😀 \u0000" }],
  response: { choices: [{ message: { role: "assistant", content: 'hi, "you"' } }] },
};

const pair = { prompt: "2 + 2?", chosen: "4", rejected: "5" };
const deep = JSON.parse(`${"[".repeat(300)}${"]".repeat(300)}`) as unknown;
const lines = (rows: readonly unknown[]) => new Uint8Array(Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join("")));

function convert(dialect: string, rows: readonly unknown[], spares?: { lines: ArrayBuffer; rows: ArrayBuffer }) {
  const plan = { dialect, answers: {}, file: "some.jsonl", fileTimeSeconds: 1_700_000_000, companions: [] };
  return handler({ bytes: lines(rows), rows: { first: 1, setAside: [] }, plan, strict: true, ...(spares ? { spares } : {}) }).result;
}

describe("a converted chunk is what inspecting its lines gives, though they are not parsed again", () => {
  it.each([
    ["litellm", [call, { ...call, id: null }, { ...call, id: undefined, messages: "x".repeat(70_000) }, { ...call, cache_hit: "True" }]],
    ["litellm", [{ ...call, messages: [{ role: "user", content: [{ type: "image", deep: [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]] }] }] }]],
    ["preference", [pair, pair, { ...pair, chosen: "5", rejected: "4" }]],
  ] as const)("%s %#", (dialect, rows) => {
    const { chunk, broken, tally } = convert(dialect, rows);
    expect(broken).toEqual([]);
    expect(tally.records).toBe(rows.length);
    const inspected = inspectChunk(validator, { bytes: chunk.bytes.slice(), kind: "auto", strict: true, converted: true });
    expect(chunk).toEqual(inspected);
    expect(chunk.sourceKeys?.some((word) => word !== 0)).toBe(true);
  });

  it("whatever was in the buffers that it reuses", () => {
    const rows = [call, { ...call, id: "call-2" }];
    const used = new Uint8Array(100).fill(255);
    expect(convert("litellm", rows, { lines: used.slice().buffer, rows: used.slice().buffer }).chunk).toEqual(
      convert("litellm", rows).chunk,
    );
  });
});

it("a record that its schema refuses is a broken row, with the findings of its text, and no line", () => {
  const image = { type: "image", deep };
  const { chunk, broken, tally } = convert("litellm", [
    { ...call, messages: [{ role: "user", content: [image] }] },
    { ...call, id: "call-2" },
    "no object",
  ]);
  expect(broken).toMatchObject([{ row: 1, findings: [{ rule: "nesting" }] }]);
  expect(Buffer.from(broken[0]?.bytes ?? []).toString()).toContain('"image"');
  expect(tally).toMatchObject({ rows: 3, records: 1, rejected: 1, skipped: { "JSON, but no object": 1 } });
  expect(chunk.lines).toBe(1);
  expect(JSON.parse(Buffer.from(chunk.bytes).toString())).toMatchObject({ trace_id: "call-2", source: { line: 2 } });
});
