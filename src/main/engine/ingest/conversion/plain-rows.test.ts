import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, it } from "vitest";
import { litellm } from "../../dialects/table/litellm.ts";
import { SchemaValidator } from "../../validator/schema-validator.ts";
import { PlainRecipe } from "./plain-recipe.ts";
import { RecordLines } from "./record-lines.ts";
import { RowConverter } from "./row-converter.ts";

const validator = new SchemaValidator();

const tokens = (i: number) => ({ prompt_tokens: 10 + i, completion_tokens: i, total_tokens: 10 + 2 * i });
const common = (i: number) => ({
  call_type: "acompletion",
  cache_hit: i % 9 === 0 ? "True" : "None",
  startTime: `2025-01-24 09:20:${String(10 + (i % 50))}.847371`,
  endTime: `2025-01-24 09:21:${String(10 + (i % 50))}.851954`,
  completionStartTime: `2025-01-24 09:20:${String(10 + (i % 50))}.9${i}`,
  model: `gpt-4o-${i}`,
  model_group: "",
  model_id: `deployment ${i}`,
  custom_llm_provider: "openai",
  status: i % 7 === 3 ? "failure" : "success",
  ...tokens(i),
  request_tags: "[]",
});

const shapes: ((i: number) => Record<string, unknown>)[] = [
  (i) => ({
    id: `chatcmpl-${i}`,
    trace_id: `trace-${i}`,
    stream: true,
    ...common(i),
    response_cost: i / 8000,
    messages: [{ role: "user", content: `question "${i}"\n` }],
    response: {
      id: `chatcmpl-${i}`,
      choices: [{ finish_reason: "stop", index: 0, message: { content: `answer ${i}`, role: "assistant", tool_calls: null } }],
      usage: tokens(i),
    },
    error_str: null,
  }),
  (i) => ({
    request_id: `chatcmpl-${i}`,
    session_id: `session-${i}`,
    ...Object.fromEntries(Object.entries(common(i)).map(([name, value]) => [name, String(value)])),
    metadata: `{"count":${i}}`,
    spend: String(i / 1e6),
    messages: "{}",
    response: "{}",
    proxy_server_request: "{}",
  }),
];

/** JSON that stands where a value was. */
const hostile = [
  ...[
    '""',
    '"none"',
    '"N/A"',
    '"undefined"',
    '" x"',
    '"x "',
    '"é"',
    '"x\\u00e9"',
    '"\\/"',
    '"\\ud83d\\ude00"',
    '"\\ud800"',
    '"\\\\\\"\\n"',
  ],
  ...[
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "007",
    "1.0",
    "1.50",
    "0.0000001",
    "1e3",
    "1.5E-5",
    "123456789012345678",
    "0.1234567890123456",
    "NaN",
  ],
  ...['"0"', '"007"', '"-1"', '"1.0"', '"0.000001"', '"0.0000001"', '"12.5"', '"1e3"', '"1,5"', '" 12"', "[]", '{"a":1}', '"{}"', '"[]"'],
  ...['"2025-01-24T09:20:46Z"', '"2025-01-24 09:20:46"', '"2025-02-30 09:20:46"', '"2025-01-24 09:20:46,5"', '"2025-01-24 09:20:46+01:00"'],
  ...[
    '"2025-01-24 09:20:46.1234567891"',
    '"2025-01-24 09:20:60"',
    '"2025-01-24"',
    '"1969-12-31 23:59:59"',
    '"1737710446"',
    '"9999-01-24 09:20:46"',
  ],
  ...['"failure"', '"embedding"', '"x"', JSON.stringify("x".repeat(600)), JSON.stringify("x".repeat(513)), JSON.stringify("é".repeat(300))],
  ...['[{"role":"user","content":"other"}]', '"{\\"usage_object\\":{\\"cached_tokens\\":3}}"', '{"choices":[{"text":"plain"}]}'],
];

const change = fc.tuple(
  fc.nat(),
  fc.oneof(
    fc.constantFrom(...hostile),
    fc.string().map((text) => JSON.stringify(text)),
  ),
);
const changed = fc.tuple(fc.nat(50), fc.array(change, { maxLength: 3 }));

/** A row as JSON, some of whose values, at any depth, are others. */
function write(row: unknown, changes: readonly (readonly [number, string])[]): string {
  let at = 0;
  const places = new Map(changes.map(([place, text]) => [place % 40, text]));
  const visit = (value: unknown): string => {
    const other = places.get(at++);
    if (other !== undefined) return other;
    if (Array.isArray(value)) return `[${value.map(visit).join(",")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}:${visit(inner)}`)
      .join(",")}}`;
  };
  return visit(row);
}

/** What is learned from rows belongs to what the dialect reads, in this thread. */
function forgetTemplates(): void {
  litellm.reads = { ...litellm.reads };
}

function convert(texts: readonly string[], isPlain: boolean) {
  const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(""));
  const lines = new RecordLines({ validator, strict: true, sizeBytes: bytes.length });
  const plan = { dialect: "litellm", answers: {}, file: "some.jsonl", fileTimeSeconds: 1_700_000_000, companions: [], listsRows: true };
  let mapped = 0;
  const take = ({ record }: { record: Record<string, unknown> }) => {
    mapped++;
    return lines.take(record);
  };
  const converter = new RowConverter(plan, { first: 1, setAside: [] }, take, isPlain ? { lines } : {});
  const { broken, tally, settled } = converter.add(bytes, true);
  return { mapped, result: { broken, tally, settled, chunk: lines.finish() } };
}

it.each([0, 1])("records copied from bytes are those that mapping makes: shape %i", (shape) => {
  const toRow = shapes[shape] as (i: number) => Record<string, unknown>;
  const alike = Array.from({ length: 44 }, (_, i) => write(toRow(i + 1), []));
  let copied = 0;
  fc.assert(
    fc.property(fc.array(changed, { minLength: 1, maxLength: 6 }), (rows) => {
      forgetTemplates();
      const texts = [...alike, ...rows.map(([i, changes]) => write(toRow(i), changes))];
      const [plain, mapped] = [convert(texts, true), convert(texts, false)];
      if (!isDeepStrictEqual(plain.result, mapped.result)) expect(plain.result).toStrictEqual(mapped.result);
      copied += mapped.mapped - plain.mapped;
    }),
    { numRuns: 30 },
  );
  expect(copied).toBeGreaterThan(30 * 10);
});

it("a recipe is not believed that is wrong about a row", () => {
  forgetTemplates();
  const rows = (from: number) => Array.from({ length: 60 }, (_, i) => write({ ...shapes[0]?.(from + i), extra: from }, []));
  const write0 = PlainRecipe.prototype.write;
  let written = 0;
  PlainRecipe.prototype.write = function (row, to, at) {
    written++;
    const end = write0.call(this, row, to, at);
    if (end > 0) to[end - 2] = 0x30;
    return end;
  };
  try {
    const { mapped, result } = convert(rows(1), true);
    expect([mapped, written > 0]).toEqual([60, true]);
    expect(result).toStrictEqual(convert(rows(1), false).result);
  } finally {
    PlainRecipe.prototype.write = write0;
  }
});
