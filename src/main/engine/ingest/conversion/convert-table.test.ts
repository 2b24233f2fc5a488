import fc from "fast-check";
import { expect, it } from "vitest";
import { splitTable } from "../../containers/split-table.ts";
import { litellm } from "../../dialects/table/litellm.ts";
import { SchemaValidator } from "../../validator/schema-validator.ts";
import { createConvertHandler } from "./convert-chunk.ts";
import { PlainRecipe } from "./plain-recipe.ts";

const handler = createConvertHandler(new SchemaValidator());
const plan = { dialect: "litellm", answers: {}, file: "some.csv", fileTimeSeconds: 1_700_000_000, companions: [], listsRows: true };

const settings = JSON.stringify({
  prices: Array.from({ length: 40 }, (_, i) => ({ [`model-${i}`]: i / 1000, note: 'a "quoted" \\ word' })),
});
const names = [
  ...[
    "request_id",
    "session_id",
    "call_type",
    "cache_hit",
    "startTime",
    "endTime",
    "completionStartTime",
    "model",
    "model_group",
    "metadata",
  ],
  ...["spend", "prompt_tokens", "completion_tokens", "total_tokens", "messages", "response", "proxy_server_request", "status"],
];

/** The fields of call `i`; null: nothing between the commas. */
const toRow = (i: number): (string | null)[] => [
  ...[`chatcmpl-${i}`, `session-${i % 5}`, "acompletion", i % 9 === 0 ? "True" : "None"],
  ...[`2025-01-31 09:20:${10 + (i % 50)}.847371`, `2025-01-31 09:21:${10 + (i % 50)}.851954`, `2025-01-31 09:20:${10 + (i % 50)}.9${i}`],
  ...[`gpt-4o-${i % 8}`, "", `{"count":${i},"settings":${settings}}`, String(i / 1e6)],
  ...[String(10 + i), String(i), String(10 + 2 * i), "{}", "{}", "{}", i % 7 === 3 ? "failure" : "success"],
];

const quoted = (field: string | null) => (field === null ? "" : `"${field.replaceAll('"', '""')}"`);
const toTable = (rows: readonly (readonly (string | null)[])[]) =>
  Buffer.from(rows.map((row) => `${row.map(quoted).join(",")}\n`).join(""));

/** What is learned from rows belongs to what the dialect reads, in this thread. */
function forgetTemplates(): void {
  litellm.reads = { ...litellm.reads };
}

function convert(rows: readonly (readonly (string | null)[])[], asTable: boolean) {
  forgetTemplates();
  const table = toTable(rows);
  const rules = { delimiter: ",", names };
  const lines = splitTable(table, rules, true)?.lines ?? expect.fail("it is regular");
  const bytes = asTable ? new Uint8Array(table) : lines;
  const { read, given, ...result } = handler({
    bytes,
    ...(asTable ? { table: { ...rules, isLast: true, rows: rows.length } } : {}),
    rows: { first: 2, setAside: [] },
    plan,
    strict: true,
  }).result;
  if (asTable) expect(given).toEqual({ rows: rows.length, sizeBytes: lines.length, last: lines.slice(lines.lastIndexOf(10, -2) + 1) });
  return result;
}

const alike = Array.from({ length: 60 }, (_, i) => toRow(i + 1));
const hostile: readonly (string | null)[] = [
  ...[null, "", "none", "0", "007", "1.50", "1e3", "-1", "x\\y", 'say "x"', "a\nb", "é", "a\u001fb", "success", "embedding", "[]"],
  ...["2025-01-31", "2025-01-32 09:20:46", "2025-01-31 09:20:46", "x".repeat(600), '[{"role":"user","content":"other"}]'],
  ...['{"usage_object":{"prompt_tokens_details":{"cached_tokens":3}}}', `{"count":1,"usage_object":{},"settings":${settings}}`],
];
const field = fc.oneof(fc.constantFrom(...hostile), fc.string());

/** As long, and another. */
const turned = (value: string | null) => value && `${value.slice(0, -1)}${value.endsWith("s") ? "t" : "s"}`;

it("rows converted as they are split give what their lines give, whatever stands in one place", () => {
  names.forEach((name, column) => {
    const others = [...hostile, turned(toRow(1)[column] ?? null)].flatMap((value, i) => [
      toRow(i + 1).map((own, at) => (at === column ? value : own)),
      toRow(i + 2),
    ]);
    expect(convert([...alike, ...others], true), name).toStrictEqual(convert([...alike, ...others], false));
  });
});

it("… and in several", () => {
  let copied = 0;
  const write = PlainRecipe.prototype.write;
  PlainRecipe.prototype.write = function (row, to, at) {
    copied++;
    return write.call(this, row, to, at);
  };
  try {
    const change = fc.tuple(fc.nat(names.length - 1), field);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.array(change, { maxLength: 2 })), { minLength: 1, maxLength: 8 }), (changed) => {
        const others = changed.map(([i, changes]) =>
          toRow(i).map((value, column) => (new Map(changes).has(column) ? (new Map(changes).get(column) ?? null) : value)),
        );
        const rows = [...alike, ...others, ...alike.slice(0, 3)];
        expect(convert(rows, true)).toStrictEqual(convert(rows, false));
      }),
      { numRuns: 60 },
    );
  } finally {
    PlainRecipe.prototype.write = write;
  }
  expect(copied).toBeGreaterThan(60 * 40);
});

it("a row that the recipe does not know keeps its bytes when it is broken", () => {
  const deep = JSON.stringify([{ role: "user", content: [{ type: "image", deep: JSON.parse(`${"[".repeat(300)}${"]".repeat(300)}`) }] }]);
  const broken = toRow(61).map((value, column) => (names[column] === "messages" ? deep : value));
  const [asTable, asLines] = [convert([...alike, broken, toRow(62)], true), convert([...alike, broken, toRow(62)], false)];
  expect(asTable).toStrictEqual(asLines);
  expect(asTable.broken).toMatchObject([{ row: 62, findings: [{ rule: "nesting" }] }]);
  expect(Buffer.from(asTable.broken[0]?.bytes ?? []).toString()).toContain('"chatcmpl-61"');
});

it("a piece that is not regular, or has other rows than it was cut for, gives nothing", () => {
  const givenOf = (bytes: Buffer, rows: number) =>
    handler({
      bytes: new Uint8Array(bytes),
      table: { delimiter: ",", names, isLast: false, rows },
      rows: { first: 2, setAside: [] },
      plan,
      strict: true,
    }).result.given;
  const piece = toTable([toRow(1), toRow(2)]);
  expect(givenOf(piece, 2)).toMatchObject({ rows: 2 });
  const notUtf8 = Buffer.from(piece);
  notUtf8[2] = 0xff;
  const others: [bytes: Buffer, rows: number][] = [
    [piece, 3],
    [Buffer.concat([piece, Buffer.from("1,2\n")]), 3],
    [piece.subarray(0, -9), 2],
    [Buffer.concat([piece.subarray(0, -1), Buffer.from('"\n')]), 2],
    [notUtf8, 2],
  ];
  for (const [bytes, rows] of others) expect(givenOf(bytes, rows)).toBeNull();
});
