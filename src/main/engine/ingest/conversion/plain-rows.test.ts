import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
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
  startTime: `2025-01-31 09:20:${String(10 + (i % 50))}.847371`,
  endTime: `2025-01-31 09:21:${String(10 + (i % 50))}.851954`,
  completionStartTime: `2025-01-31 09:20:${String(10 + (i % 50))}.9${i}`,
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
  ...['"2025-01-31T09:20:46Z"', '"2025-01-31 09:20:46"', '"2025-01-32 09:20:46"', '"2025-01-31 09:20:46,5"', '"2025-01-31 09:20:46+01:00"'],
  ...[
    '"2025-01-31 09:20:46.1234567891"',
    '"2025-01-31 24:00:01"',
    '"2025-01-31 09:60:01"',
    '"2025-01-31"',
    '"1969-12-31 23:59:59"',
    '"1737710446"',
    '"9999-01-24 09:20:46"',
  ],
  ...['"failure"', '"embedding"', '"x"', JSON.stringify("x".repeat(600)), JSON.stringify("x".repeat(513)), JSON.stringify("é".repeat(300))],
  ...['[{"role":"user","content":"other"}]', '"{\\"usage_object\\":{\\"cached_tokens\\":3}}"', '{"choices":[{"text":"plain"}]}'],
];

/** A row as JSON, with other texts where `replace` has one for a path: its keys, joined by dots. */
function write(row: unknown, replace: (path: string) => string | undefined = () => undefined): string {
  const visit = (value: unknown, path: string): string => {
    const other = replace(path);
    if (other !== undefined) return other;
    if (Array.isArray(value)) return `[${value.map((item, i) => visit(item, `${path}.${i}`)).join(",")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}:${visit(inner, `${path}.${key}`)}`)
      .join(",")}}`;
  };
  return visit(row, "");
}

/** Where rows differ. */
function pathsIn(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, `${path}.${key}`));
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

const compare = (texts: readonly string[]) => {
  const [plain, mapped] = [convert(texts, true), convert(texts, false)];
  if (!isDeepStrictEqual(plain.result, mapped.result)) expect(plain.result).toStrictEqual(mapped.result);
  return mapped.mapped - plain.mapped;
};

describe.each(shapes.map((toRow, i) => ({ toRow, shape: ["payload", "row of the table"][i] })))(
  "records copied from bytes: $shape",
  ({ toRow }) => {
    const alike = Array.from({ length: 60 }, (_, i) => write(toRow(i + 1)));
    const paths = pathsIn(toRow(1));
    const differing = paths.filter((path) => new Set(alike.map((text) => JSON.stringify(at(JSON.parse(text), path)))).size > 1);

    it("are those that mapping makes, whatever stands in one place", () => {
      for (const path of differing) {
        forgetTemplates();
        const texts = hostile.flatMap((text, i) => [write(toRow(i + 1), (one) => (one === path ? text : undefined)), write(toRow(i + 2))]);
        expect(compare([...alike, ...texts]), path).toBeGreaterThan(20);
      }
    });

    it("are those that mapping makes, whatever stands in several", () => {
      let copied = 0;
      const change = fc.tuple(
        fc.constantFrom(...paths),
        fc.oneof(
          fc.constantFrom(...hostile),
          fc.string().map((text) => JSON.stringify(text)),
        ),
      );
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(50), fc.array(change, { maxLength: 3 })), { minLength: 1, maxLength: 6 }), (rows) => {
          forgetTemplates();
          copied += compare([...alike, ...rows.map(([i, changes]) => write(toRow(i), (path) => new Map(changes).get(path)))]);
        }),
        { numRuns: 15 },
      );
      expect(copied).toBeGreaterThan(15 * 10);
    });
  },
);

const at = (value: unknown, path: string): unknown =>
  path
    .split(".")
    .slice(1)
    .reduce((inner, key) => (inner as Record<string, unknown>)[key], value);

it("a recipe is not believed that is wrong about a row", () => {
  forgetTemplates();
  const rows = (from: number) => Array.from({ length: 60 }, (_, i) => write({ ...shapes[0]?.(from + i), extra: from }));
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
