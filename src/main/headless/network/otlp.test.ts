import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import protobuf from "protobufjs/minimal.js";
import { beforeEach, describe, expect, it } from "vitest";
import { OpenNetworkDoor } from "./testing/open-network-door.ts";
import { deepValue, type Field, inSpan, inSpans, keyValue, nested, toText } from "./testing/otlp-bytes.ts";
import { type Attributes, attribute, chat, logs, traces } from "./testing/otlp-json.ts";

const door = new OpenNetworkDoor({ spansBytes: 1024 * 1024 });

let count = 0;
/** Ids that no other test has. */
let id: (name: string) => string;
beforeEach(() => {
  const own = (++count).toString(16).padStart(8, "0");
  id = (name) => own + Buffer.from(name.padEnd(4, "_").slice(0, 4)).toString("hex");
});

const span = (name: string, attributes: Attributes, parent?: string) => ({
  traceId: `${id("trac")}${id("trac")}`,
  spanId: id(name),
  ...(parent !== undefined && { parentSpanId: id(parent) }),
  name,
  kind: 3,
  startTimeUnixNano: "1787297955670900503",
  endTimeUnixNano: "1787297955671900503",
  attributes: Object.entries(attributes).map(attribute),
  status: {},
});
const postJson = (path: string, body: unknown) => door.post(path, JSON.stringify(body), { "content-type": "application/json" });

/** The executions of these spans. */
async function kept(
  ...names: string[]
): Promise<{ trace_id: string; engine_id: string; source: { dialect: string }; metrics: Attributes }[]> {
  const text = await readFile(join(door.workspace.path, "output", "events.jsonl"), "utf8").catch(() => "");
  const all = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  return names.flatMap((name) => all.filter(({ trace_id }) => trace_id === id(name)));
}
const counters = (path: string) => door.listener.state().endpoints.find((endpoint) => endpoint.path === path);
/** What was dropped since `before`, by why. */
const dropped = (path = "/v1/traces") => Object.fromEntries((counters(path)?.dropped ?? []).map(({ why, count }) => [why, count]));

describe("what becomes an execution", () => {
  const calls: [string, Attributes, Record<string, unknown>][] = [
    [
      "today's names",
      { ...chat, "gen_ai.response.model": "m-1", "gen_ai.usage.input_tokens": 7 },
      { engine_id: "m-1", metrics: { input_tokens: 7, latency_ms: 1, success: true } },
    ],
    [
      "names of before",
      { "gen_ai.system": "openai", "gen_ai.request.model": "old", "gen_ai.usage.prompt_tokens": 8 },
      { engine_id: "old", metrics: { input_tokens: 8 } },
    ],
    [
      "OpenInference",
      { "openinference.span.kind": "LLM", "llm.model_name": "oi", "llm.token_count.prompt": 9 },
      { engine_id: "oi", metrics: { input_tokens: 9 }, source: { dialect: "openinference" } },
    ],
    [
      "Vercel's AI SDK",
      { "ai.operationId": "ai.generateText.doGenerate", "gen_ai.request.model": "v", "ai.response.text": "hi" },
      { engine_id: "v", output: "hi", source: { dialect: "vercel-ai-sdk" } },
    ],
  ];
  it.each(calls)("a call by %s", async (_names, attributes, record) => {
    const answer = await postJson("/v1/traces", traces(span("call", attributes)));
    expect({ status: answer.status, body: await answer.json() }).toEqual({ status: 200, body: {} });
    expect(await kept("call")).toMatchObject([record]);
  });

  it("nothing else: it is counted, by why", async () => {
    const before = dropped();
    const answer = await postJson(
      "/v1/traces",
      traces(
        span("http", { "http.method": "GET" }),
        span("agen", { ...chat, "gen_ai.operation.name": "invoke_agent" }),
        span("tool", { ...chat, "gen_ai.operation.name": "execute_tool" }),
      ),
    );
    expect(answer.status).toBe(200);
    expect(await kept("http", "agen", "tool")).toEqual([]);
    const after = dropped();
    expect(after["nothing about a model"]).toBe((before["nothing about a model"] ?? 0) + 1);
    expect(after["no span of an inference"]).toBe((before["no span of an inference"] ?? 0) + 2);
  });

  it("a call without its engine or time: rejected, in words, and its text is in quarantine with how to convert it", async () => {
    const text = { ...chat, "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"kept words"}]}]' };
    const { "gen_ai.request.model": _, ...nameless } = text;
    const timeless = { ...span("time", nameless), startTimeUnixNano: "x", endTimeUnixNano: "x" };
    const answer = await postJson("/v1/traces", traces(span("none", nameless), timeless, span("good", chat)));
    expect(await answer.json()).toMatchObject({
      partialSuccess: { rejectedSpans: "2", errorMessage: expect.stringContaining("The call does not say its engine") },
    });
    expect(await kept("none", "time", "good")).toHaveLength(1);
    expect(counters("/v1/traces")).toMatchObject({
      reasons: expect.arrayContaining([
        { reason: "the call does not say its engine", count: 1 },
        { reason: "the call does not say its engine and its time", count: 1 },
      ]),
    });
    const lines = (await readFile(join(door.workspace.path, "output", "quarantine.jsonl"), "utf8")).split("\n");
    const own = lines.filter((line) => line.includes(id("none"))).map((line) => JSON.parse(line));
    expect(own).toMatchObject([{ conversion: { dialect: "otlp-genai" } }]);
    expect(JSON.stringify(own)).toContain("kept words");
    const scope = { group: { source: "network", reason: "asks engine_id" } };
    const plan = { dialect: "otlp-genai", answers: { engine_id: "named later" } };
    const { signal } = new AbortController();
    expect(await door.workspace.quarantine.retry({ scope, plan }, signal)).toMatchObject({ accepted: 1, rejected: 0 });
    expect(await kept("none")).toMatchObject([{ engine_id: "named later", output: "kept words" }]);
  });

  it("a call without its engine around one that is counted is not missed, and hides none", async () => {
    const before = counters("/v1/traces")?.rejected;
    const nameless = { "gen_ai.operation.name": "chat" };
    await postJson("/v1/traces", traces(span("outr", nameless), span("innr", chat, "outr")));
    expect(await kept("outr", "innr")).toMatchObject([{ engine_id: "m" }]);
    expect(counters("/v1/traces")?.rejected).toBe(before);
  });

  it("a span that is sent again is a duplicate", async () => {
    const before = counters("/v1/traces")?.duplicates ?? 0;
    for (let i = 0; i < 3; i++) await postJson("/v1/traces", traces(span("twic", chat)));
    expect(await kept("twic")).toHaveLength(1);
    expect(counters("/v1/traces")?.duplicates).toBe(before + 2);
  });

  it("rejects what is meant as a call and is broken: a partial success, and the span is in quarantine", async () => {
    const parts = `{"type":"custom","deep":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const broken = span("brok", { ...chat, "gen_ai.output.messages": `[{"role":"assistant","parts":[${parts}]}]` });
    const answer = await postJson("/v1/traces", traces(span("good", chat), broken));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      partialSuccess: { rejectedSpans: "1", errorMessage: expect.stringContaining("quarantine") },
    });
    expect(await kept("good", "brok")).toHaveLength(1);
    expect(await readFile(join(door.workspace.path, "output", "quarantine.jsonl"), "utf8")).toContain(id("brok"));
  });
});

describe("a call is counted once", () => {
  const around = { ...chat, "gen_ai.request.model": "wrapper" };

  it("with its span around it in the same request", async () => {
    await postJson("/v1/traces", traces(span("outr", around), span("midd", { "http.method": "POST" }, "outr"), span("innr", chat, "midd")));
    expect(await kept("outr", "innr")).toMatchObject([{ engine_id: "m" }]);
  });

  it("with its span around it in a later request, as exporters send them", async () => {
    await postJson("/v1/traces", traces(span("innr", chat, "midd")));
    await postJson("/v1/traces", traces(span("midd", { "http.method": "POST" }, "outr")));
    await postJson("/v1/traces", traces(span("outr", around)));
    expect(await kept("outr", "innr")).toMatchObject([{ engine_id: "m" }]);
  });

  it("with its span around it in an earlier request", async () => {
    await postJson("/v1/traces", traces(span("outr", around)));
    await postJson("/v1/traces", traces(span("innr", chat, "outr")));
    expect(await kept("outr", "innr")).toHaveLength(1);
    expect(dropped()["inside a call that is counted"]).toBe(1);
  });

  it("by Vercel's AI SDK and by LangChain over a client library", async () => {
    await postJson(
      "/v1/traces",
      traces(
        span("vout", { "ai.operationId": "ai.generateText", "ai.response.text": "hi" }),
        span("vinn", { "ai.operationId": "ai.generateText.doGenerate", "gen_ai.request.model": "v" }, "vout"),
        span("lcha", { "openinference.span.kind": "CHAIN" }),
        span("lout", { "openinference.span.kind": "LLM", "llm.model_name": "ChatOpenAI" }, "lcha"),
        span("linn", { "openinference.span.kind": "LLM", "llm.model_name": "gpt" }, "lout"),
      ),
    );
    expect(await kept("vout", "vinn", "lcha", "lout", "linn")).toMatchObject([{ engine_id: "v" }, { engine_id: "gpt" }]);
  });

  it("and each of several calls in one span", async () => {
    await postJson("/v1/traces", traces(span("one_", chat, "agen"), span("two_", chat, "agen"), span("agen", around)));
    expect(await kept("one_", "two_", "agen")).toHaveLength(2);
  });

  it("whatever goes round in circles", async () => {
    await postJson("/v1/traces", traces(span("circ", chat, "circ"), span("aaaa", chat, "bbbb"), span("bbbb", chat, "aaaa")));
    expect((await postJson("/v1/traces", traces(span("good", chat)))).status).toBe(200);
  });
});

describe("log records", () => {
  const evaluation = (name: string, score: number) => ({
    spanId: id(name),
    traceId: `${id("trac")}${id("trac")}`,
    eventName: "gen_ai.evaluation.result",
    attributes: [attribute(["gen_ai.evaluation.score.value", score])],
  });

  it("with an evaluation become the quality of a call that comes after them", async () => {
    expect((await postJson("/v1/logs", logs(evaluation("call", 0.75)))).status).toBe(200);
    await postJson("/v1/traces", traces(span("call", chat)));
    expect((await kept("call"))[0]?.metrics.quality_score).toBe(0.75);
  });

  it("about a call that is written are counted, and so is what is about none", async () => {
    await postJson("/v1/traces", traces(span("call", chat)));
    await postJson(
      "/v1/logs",
      logs(evaluation("call", 0.5), { body: { stringValue: "hello" }, attributes: [] }, { ...evaluation("x", 1), spanId: "" }),
    );
    expect(dropped("/v1/logs")).toMatchObject({
      "evaluations that came after their call was written": 1,
      "no evaluation, nor messages of a call": 1,
      "evaluations that name no span": 1,
    });
  });

  it("with the messages of a call whose span has none become those of its execution", async () => {
    const turn = (role: string, content: string) => ({
      kvlistValue: {
        values: [
          { key: "role", value: { stringValue: role } },
          {
            key: "parts",
            value: {
              arrayValue: {
                values: [
                  {
                    kvlistValue: {
                      values: [
                        { key: "type", value: { stringValue: "text" } },
                        { key: "content", value: { stringValue: content } },
                      ],
                    },
                  },
                ],
              },
            },
          },
        ],
      },
    });
    const list = (key: string, ...values: unknown[]) => ({ key, value: { arrayValue: { values } } });
    const details = {
      ...evaluation("call", 0),
      eventName: "gen_ai.client.inference.operation.details",
      attributes: [list("gen_ai.input.messages", turn("user", "How?")), list("gen_ai.output.messages", turn("assistant", "So."))],
    };
    await postJson("/v1/logs", logs(details, evaluation("call", 0.25)));
    await postJson("/v1/traces", traces(span("call", chat)));
    expect((await kept("call"))[0]).toMatchObject({ input: "How?", output: "So.", metrics: { quality_score: 0.25 } });
    await postJson("/v1/logs", logs(details));
    expect(dropped("/v1/logs")).toMatchObject({
      "messages that wait for their call": 1,
      "messages that came after their call was written": 1,
    });
  });
});

describe("bodies", () => {
  it.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ] as const)("in %s", async (coding, pack) => {
    const body = pack(JSON.stringify(traces(span("pack", chat))));
    const answer = await door.post("/v1/traces", body, { "content-type": "application/json", "content-encoding": coding });
    expect(answer.status).toBe(200);
    expect(await kept("pack")).toHaveLength(1);
  });

  const when = Buffer.alloc(8);
  when.writeBigUInt64LE(1787297955670900503n);
  const pb = "application/x-protobuf";
  /** The fields of a call's span. */
  const call = (name: string, ...more: Field[]): Field[] => [
    [2, Buffer.from(id(name), "hex")],
    [7, when],
    [8, when],
    ...Object.entries(chat).map(([key, value]): Field => [9, keyValue(toText(value), key)]),
    ...more,
  ];
  const hostile: [string, () => Uint8Array | string, string, number, string?][] = [
    ["no JSON", () => "{", "application/json", 400],
    ["JSON of something else", () => "[]", "application/json", 400],
    ["spans that are no list", () => '{"resourceSpans":{"a":1}}', "application/json", 400],
    ["no protobuf", () => "hello, this is text", pb, 400],
    ["protobuf cut off", () => inSpan([1, Buffer.alloc(16)]).subarray(0, -3), pb, 400],
    ["a message longer than the one around it", () => Buffer.from([10, 3, 18, 200, 1]), pb, 400],
    [
      "32 million empty spans in a few bytes",
      () => zstdCompressSync(Buffer.alloc(64 * 1024 * 1024, Buffer.from([18, 0]))),
      pb,
      413,
      "zstd",
    ],
    ["gzip that is none", () => "xxxx", pb, 400, "gzip"],
    ["a long body", () => Buffer.alloc(2 * 1024 * 1024), pb, 413],
    ["no type", () => "{}", "text/plain", 415],
  ];
  it.each(hostile)("refused: %s", async (_what, body, type, status, coding) => {
    const answer = await door.post("/v1/traces", body(), { "content-type": type, ...(coding && { "content-encoding": coding }) });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toMatch(type === pb ? /x-protobuf/ : /json/);
    // A google.rpc.Status says why.
    if (type === pb) {
      const reader = protobuf.Reader.create(new Uint8Array(await answer.arrayBuffer()));
      expect([reader.uint32(), reader.uint32() > 0, reader.uint32(), reader.string().length > 10]).toEqual([8, true, 18, true]);
    } else expect(await answer.json()).toMatchObject({ code: expect.any(Number), message: expect.stringMatching(/./) });
    expect((await postJson("/v1/traces", traces(span("good", chat)))).status).toBe(200);
  });

  it.each([15, 31, 32, 1000])(
    "leaves out an attribute of protobuf %i lists deep where that is too deep, and keeps its span and the others",
    async (depth) => {
      const body = inSpans(call("deep", [9, keyValue(deepValue(depth))]), call("flat"));
      const answer = await door.post("/v1/traces", body, { "content-type": pb });
      expect(answer.status).toBe(200);
      const said = Buffer.from(await answer.arrayBuffer()).toString("utf8");
      if (depth > 31) expect(said).toContain("left out");
      else expect(said).not.toContain("left out");
      expect(await kept("deep", "flat")).toHaveLength(2);
    },
  );

  it("leaves out attributes that are more than any exporter sends, and keeps their span and the others", async () => {
    const before = counters("/v1/traces")?.leftOut ?? 0;
    const many = Array.from({ length: 10_000 }, (): Field => [9, new Uint8Array(0)]);
    const answer = await door.post("/v1/traces", inSpans(call("many", ...many), call("flat")), { "content-type": pb });
    expect(answer.status).toBe(200);
    expect(await kept("many", "flat")).toHaveLength(2);
    expect(counters("/v1/traces")?.leftOut).toBe(before + Object.keys(chat).length);
  });

  it("the same in JSON, and a null among spans costs itself", async () => {
    const deep = '{"arrayValue":{"values":['.repeat(8000) + "]}}".repeat(8000);
    const [first, second] = [span("deep", chat), span("flat", chat)].map((one) => JSON.stringify(one)) as [string, string];
    const nested = first.replace('"attributes":[', `"attributes":[{"key":"x","value":${deep}},`);
    const body = `{"resourceSpans":[null,{"scopeSpans":[{"spans":[${nested},null,${second}]}]}]}`;
    const answer = await door.post("/v1/traces", body, { "content-type": "application/json" });
    expect({ status: answer.status, body: await answer.json() }).toEqual({
      status: 200,
      body: {
        partialSuccess: { rejectedSpans: "0", errorMessage: "Attributes and events left out, nested too deep, too long or too many: 1." },
      },
    });
    expect(await kept("deep", "flat")).toHaveLength(2);
  });

  it("skips what it does not know, however deep, and JSON nested a hundred thousand deep", async () => {
    expect((await door.post("/v1/traces", inSpan([99, nested(50)]), { "content-type": pb })).status).toBe(200);
    const deep = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"${id("deep")}","attributes":[{"key":"gen_ai.x","value":${'{"arrayValue":{"values":['.repeat(20_000)}${"]}}".repeat(20_000)}}]}]}]}]}`;
    expect((await door.post("/v1/traces", deep, { "content-type": "application/json" })).status).toBe(200);
    expect((await postJson("/v1/traces", traces(span("good", chat)))).status).toBe(200);
  });
});
