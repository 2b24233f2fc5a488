import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SchemaValidator } from "../../validator/schema-validator.ts";
import { CsvWriter } from "../csv-writer.ts";
import { toExecutionFacts } from "../facts.ts";
import { executionColumns } from "../index-columns.ts";
import { hashLine } from "../line-hash.ts";
import { encodeRecord } from "../record-rows.ts";
import { computeSourceKey } from "../source-key.ts";
import { PlainExecutions } from "./plain-executions.ts";

const validator = new SchemaValidator();
const plain = new PlainExecutions();

/** Fields of one CSV row; null where nothing stands between commas. */
function fieldsOf(row: string): (string | null)[] {
  const fields: (string | null)[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^,"\n]*))([,\n])/gy;
  for (let match = field.exec(row); match; match = field.exec(row)) {
    fields.push(match[1] === undefined ? match[2] || null : `"${match[1].replaceAll('""', '"')}"`);
  }
  return fields;
}

/** What the scanner makes of a line, and what the parser and Ajv make of it; null: not plain, not valid. */
function both(line: Buffer) {
  const bytes = Buffer.concat([line, Buffer.from("\n")]);
  const seen = plain.see(bytes, 0, line.length);
  const text = line.toString("utf8");
  const hash = hashLine(line);
  const validation = validator.validateLine(text, "auto");
  const judged =
    validation.valid && validation.kind === "engine_execution"
      ? {
          row: fieldsOf(encodeRecord("engine_execution", validation.parsed, hash, line.length, true, text).row),
          facts: toExecutionFacts(validation.parsed),
        }
      : null;
  if (!seen) return { seen: null, judged };
  const csv = new CsvWriter();
  expect(plain.sourceKey).toEqual(computeSourceKey("engine_execution", JSON.parse(text)));
  plain.encode(csv, hash, line.length, plain.sourceKey);
  const orNull = (value: number) => (Number.isNaN(value) ? null : value);
  return {
    seen: {
      row: fieldsOf(Buffer.from(csv.finish().csv).toString("utf8")),
      facts: {
        engineId: JSON.parse(`"${bytes.toString("utf8", plain.engineStart, plain.engineEnd)}"`),
        success: plain.success,
        latencyMs: orNull(plain.latencyMs),
        quality: orNull(plain.quality),
        cached: plain.cached,
      },
    },
    judged,
  };
}

/** Numbers of a row may be spelled differently (1.50 and 1.5): what they mean counts. */
const columns = Object.entries(executionColumns);
const numeric = new Set(columns.flatMap(([name, type], i) => (i > 4 && name !== "head" && /BIGINT|DOUBLE/.test(type) ? [i] : [])));
const meaning = (row: (string | null)[]) => row.map((field, i) => (numeric.has(i) && field !== null ? Number(field) : field));

function agree(line: Buffer): "plain" | "left to Ajv" {
  const { seen, judged } = both(line);
  if (seen === null) return "left to Ajv";
  if (judged === null) throw new Error(`taken for plain and not valid: ${line}`);
  expect(meaning(seen.row)).toEqual(meaning(judged.row));
  expect(seen.facts).toEqual(judged.facts);
  return "plain";
}

const execution = {
  schema_version: 1,
  trace_id: "t-1",
  task_id: "task",
  engine_id: "gpt-x",
  timestamp: 1_670_000_000,
  input: 'a "quoted", text\n',
  output: "",
  status: "ok",
  metrics: { success: true, latency_ms: 42.125, memory_mb: 1, cpu_percent: 3.5, quality_score: 0.875 },
};
const converted = { dialect: "litellm", version: "1", file: 'a "b".jsonl', line: 3, sha256: "00" };
const line = (record: object) => Buffer.from(JSON.stringify(record));
const withMetrics = (text: string) => Buffer.from(JSON.stringify({ ...execution, metrics: 0 }).replace('"metrics":0', `"metrics":${text}`));

const usage =
  '"input_tokens":12,"output_tokens":3,"cached_input_tokens":0,"reasoning_tokens":9007199254740,"ttft_ms":12.50,"cost_usd":0.000015,"cache_hit":false';
const conversation = [
  { role: "system", content: "Be brief." },
  { role: "assistant", content: null, tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: '{"a":1}' } }] },
  { role: "tool", tool_call_id: "c", content: [{ type: "text", text: "1" }] },
];

describe("plain lines", () => {
  it.each([
    ["the usual one", line(execution)],
    ["with white space", Buffer.from(JSON.stringify(execution, null, 1).replaceAll("\n", "\t"))],
    ["in any order", line(Object.fromEntries(Object.entries(execution).reverse()))],
    ["with members nobody knows", line({ a: [1, -2.5e3, null, { b: "\\ud83d\\ude00" }], ...execution, z: { deep: [[], {}] }, "": false })],
    [
      "with escapes of every kind",
      Buffer.from(line(execution).toString().replace("gpt-x", '\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20ac\\ud83d\\ude00\\u0000')),
    ],
    ["beyond ASCII", line({ ...execution, input: "é€😀", engine_id: "模型" })],
    ["without what is optional", line({ ...execution, task_id: undefined, status: undefined, metrics: { success: false } })],
    [
      "at the limits",
      line({ ...execution, timestamp: 99_999_999_999, metrics: { success: true, latency_ms: 10_000_000_000, quality_score: 1 } }),
    ],
    ["with tokens and cost", withMetrics(`{"success":true,${usage}}`)],
    ["a cached answer", withMetrics('{"cache_hit":true,"success":true}')],
    ["an answer that is known not to be cached", withMetrics('{"cache_hit":false,"success":true}')],
    ["with tags", line({ ...execution, tags: ["prod", "a, b", "é😀", "x".repeat(200)] })],
    ["with tags and space", Buffer.from(line(execution).toString().replace("{", '{"tags": [ "a" , "b"\t] ,'))],
    ["with an empty list of tags", line({ ...execution, tags: [] })],
    ["with 64 tags", line({ ...execution, tags: Array.from({ length: 64 }, (_, i) => `t${i}`) })],
    ["with an empty source", line({ ...execution, source: {} })],
    ["with its source", line({ ...execution, source: converted })],
    ["with its source and an id", line({ ...execution, source: { ...converted, id: "é" } })],
    ["with its source and an id of escapes", line({ ...execution, source: { ...converted, id: '"\\\n' } })],
    ["as the second of its row", line({ ...execution, source: { ...converted, part: 2 } })],
    ["with half a source", line({ ...execution, source: { dialect: "litellm", part: 2 } })],
    ["a cost with an exponent", withMetrics('{"success":true,"cost_usd":1.5e-05}')],
    ["an exponent", withMetrics('{"success":true,"latency_ms":1E+3}')],
    ["more digits than are exact", withMetrics('{"success":true,"latency_ms":0.12345678901234567,"ttft_ms":316.58299999999997}')],
    ["with a conversation", line({ ...execution, messages: conversation })],
    ["with messages of another shape", line({ ...execution, messages: "hello" })],
    ["with messages of null", line({ ...execution, messages: null })],
    ["with trailing zeros", withMetrics('{"success":true,"latency_ms":1.50,"quality_score":0.0}')],
  ])("%s", (_, bytes) => {
    expect(agree(bytes)).toBe("plain");
  });
});

describe("lines left to Ajv", () => {
  it.each([
    ["a status longer than the index keeps", line({ ...execution, status: "é".repeat(300) })],
    ["a member twice", Buffer.from(line(execution).toString().replace("{", '{"trace_id":"first",'))],
    ["an escape in a key", Buffer.from(line(execution).toString().replace('"trace_id"', '"trace\\u005fid"'))],
    ["half a surrogate pair", Buffer.from(line(execution).toString().replace("gpt-x", "\\ud800"))],
    ["tokens as text", withMetrics('{"success":true,"input_tokens":"12"}')],
    ["part of a token", withMetrics('{"success":true,"output_tokens":1.5}')],
    ["tokens below zero", withMetrics('{"success":true,"reasoning_tokens":-1}')],
    ["a first token after years", withMetrics('{"success":true,"ttft_ms":10000000001}')],
    ["a cache hit as text", withMetrics('{"success":true,"cache_hit":"None"}')],
    ["tags as text", line({ ...execution, tags: "a,b" })],
    ["a tag that is none", line({ ...execution, tags: ["a", 1] })],
    ["an empty tag", line({ ...execution, tags: [""] })],
    ["a long tag", line({ ...execution, tags: ["x".repeat(201)] })],
    ["65 tags", line({ ...execution, tags: Array.from({ length: 65 }, (_, i) => `t${i}`) })],
    ["a tag with an escape", line({ ...execution, tags: ['"'] })],
    ["a source of another shape", line({ ...execution, source: "file.jsonl" })],
    ["an empty dialect", line({ ...execution, source: { dialect: "" } })],
    ["a file name of null", line({ ...execution, source: { file: null } })],
    ["an exponent of nothing", withMetrics('{"success":true,"latency_ms":1e}')],
    ["tokens with an exponent", withMetrics('{"success":true,"input_tokens":1e3}')],
    ["a cost that no double holds", withMetrics('{"success":true,"cost_usd":1e999}')],
    ["a cost that is nothing to a double", withMetrics('{"success":true,"cost_usd":1e-999}')],
    ["a sign", withMetrics('{"success":true,"latency_ms":-0}')],
    ["an integer with a point", Buffer.from(line(execution).toString().replace("1670000000", "1670000000.0"))],
    ["a long id", line({ ...execution, trace_id: "é".repeat(512) })],
    ["another kind's key", line({ ...execution, candidates: [] })],
    ["deep nesting", line({ ...execution, x: JSON.parse(`${"[".repeat(100)}${"]".repeat(100)}`) })],
    ["an empty id", line({ ...execution, trace_id: "" })],
    ["a missing member", line({ ...execution, output: undefined })],
    ["no success", withMetrics("{}")],
    ["an unknown latency", withMetrics('{"success":true,"latency_ms":null}')],
    ["an impossible quality", withMetrics('{"success":true,"quality_score":1.01}')],
    ["milliseconds", line({ ...execution, timestamp: 1_670_000_000_000 })],
    ["another version", line({ ...execution, schema_version: 2 })],
    ["two values", Buffer.concat([line(execution), line(execution)])],
    ["half a line", line(execution).subarray(0, -1)],
    ["a leading zero", withMetrics('{"success":true,"latency_ms":01}')],
    ["a point and nothing", withMetrics('{"success":true,"latency_ms":1.}')],
    ["a comma too many", withMetrics('{"success":true,}')],
    ["a tab in a string", Buffer.from(line(execution).toString().replace("gpt-x", "gpt\tx"))],
    ["no object", Buffer.from("[]")],
    ["nothing", Buffer.from("")],
  ])("%s", (_, bytes) => {
    expect(agree(bytes)).toBe("left to Ajv");
  });
});

describe("every plain line is valid, and gives the same row as parsing it", () => {
  const text = fc.string({ unit: fc.oneof(fc.constantFrom('"', "\\", "\n", "\u0000", "é", "😀", "{", "}"), fc.string({ maxLength: 1 })) });
  const number = fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constantFrom(0, 1, 0.1, 1e21, 1e-7));
  const any = fc.oneof(text, number, fc.boolean(), fc.constant(null), fc.jsonValue());
  const count = fc.oneof({ weight: 3, arbitrary: fc.nat() }, any);
  const record = fc.record(
    {
      schema_version: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, any),
      trace_id: fc.oneof({ weight: 9, arbitrary: text }, any),
      task_id: text,
      engine_id: fc.oneof({ weight: 9, arbitrary: text }, any),
      timestamp: fc.oneof({ weight: 9, arbitrary: fc.nat() }, any),
      input: fc.oneof({ weight: 9, arbitrary: text }, any),
      output: text,
      status: text,
      extra: any,
      messages: any,
      tags: fc.oneof({ weight: 3, arbitrary: fc.array(text) }, fc.array(fc.oneof(text, any)), any),
      source: fc.oneof(
        {
          weight: 3,
          arbitrary: fc.record({ dialect: text, file: any, line: any, id: text, sha256: text, part: count }, { requiredKeys: [] }),
        },
        any,
      ),
      metrics: fc.oneof(
        {
          weight: 9,
          arbitrary: fc.record(
            {
              success: fc.boolean(),
              latency_ms: number,
              quality_score: number,
              memory_mb: number,
              cpu_percent: any,
              input_tokens: count,
              cached_input_tokens: count,
              ttft_ms: number,
              cost_usd: any,
              cache_hit: fc.oneof(fc.boolean(), any),
              more: any,
            },
            { requiredKeys: ["success"] },
          ),
        },
        any,
      ),
    },
    { requiredKeys: ["schema_version", "trace_id", "engine_id", "timestamp", "input", "output", "metrics"] },
  );

  it("for records of every shape, in every spelling", () => {
    const escaped = (json: string) => json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
    fc.assert(
      fc.property(record, fc.boolean(), fc.integer({ min: 0, max: 2 }), (value, inAscii, space) => {
        const json = JSON.stringify(value, null, space).replaceAll("\n", " ");
        agree(Buffer.from(inAscii ? escaped(json) : json));
      }),
      { numRuns: 2000 },
    );
  });

  it("for lines with bytes changed, removed and inserted", () => {
    const pieces = [...'{}[]",:\\0123456789.eE+- \ttrufalsn', "\\u", "\\ud83d", "null", "true", '"x":', '"trace_id":"y",', "é"].map(
      (piece) => Buffer.from(piece),
    );
    const edit = fc.record({ at: fc.nat(), remove: fc.nat({ max: 3 }), insert: fc.option(fc.constantFrom(...pieces)) });
    const full = {
      ...execution,
      tags: ["a", "b"],
      source: { file: "f" },
      metrics: { ...execution.metrics, input_tokens: 1, cache_hit: true },
    };
    let plainLines = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        let bytes = line(full);
        for (const { at, remove, insert } of edits) {
          const from = at % (bytes.length + 1);
          bytes = Buffer.concat([bytes.subarray(0, from), insert ?? Buffer.alloc(0), bytes.subarray(from + remove)]);
        }
        if (isUtf8(bytes) && agree(bytes) === "plain") plainLines++;
      }),
      { numRuns: 5000 },
    );
    // Else the property would say nothing.
    expect(plainLines).toBeGreaterThan(100);
  });
});
