import { describe, expect, it } from "vitest";
import { mapValues } from "../testing/map-rows.ts";
import { toAnyConversation } from "./messages/any.ts";
import { arena } from "./table/arena.ts";
import { arenaHard } from "./table/arena-hard.ts";
import { chatMessages } from "./table/chat-messages.ts";
import { helicone } from "./table/helicone.ts";
import { helpSteer } from "./table/helpsteer.ts";
import { inspect } from "./table/inspect.ts";
import { kto } from "./table/kto.ts";
import { langfuse } from "./table/langfuse.ts";
import { litellm } from "./table/litellm.ts";
import { lmEval } from "./table/lm-eval.ts";
import { nectar } from "./table/nectar.ts";
import { ollama } from "./table/ollama.ts";
import { openaiBatch } from "./table/openai-batch.ts";
import { openinference } from "./table/openinference.ts";
import { otlpGenai } from "./table/otlp-genai.ts";
import { preference } from "./table/preference.ts";
import { promptCompletion } from "./table/prompt-completion.ts";
import { promptfoo } from "./table/promptfoo.ts";
import { shareGpt } from "./table/sharegpt.ts";
import { ultraFeedback } from "./table/ultrafeedback.ts";

/** Files as other versions, vendors and spreadsheets write them: what fields there say, and what they do not. */

const answers = { engine_id: "e", timestamp: 1_750_000_000, success: true };
const asked = { role: "user", content: "q" };
const said = (content: string) => ({ role: "assistant", content });

describe("an answer that is JSON itself", () => {
  it("stays as it was written, to its spacing and longest number", () => {
    const output = '{"id":  12345678901234567890, "score": 1.0}';
    expect(toAnyConversation("q", output)).toMatchObject({ input: "q", output });
    expect(toAnyConversation([asked], output).output).toBe(output);
    expect(toAnyConversation([asked], JSON.stringify("a text\n")).output).toBe("a text\n");
  });

  it("is an answer in a table of votes, too", () => {
    const row = { model_a: "a", model_b: "b", winner: "model_b", prompt: "[1, 2] reversed", response_a: '{"x": 1}', response_b: "[2, 1]" };
    const [vote] = mapValues(arena, [row]).drafts;
    expect(vote).toMatchObject({ query: "[1, 2] reversed", candidates: [{ output: '{"x": 1}' }, { output: "[2, 1]" }] });
  });
});

describe("a conversation in a cell of a table", () => {
  const turns = JSON.stringify([asked, said("a")]);
  it.each([
    [chatMessages, { messages: turns }],
    [shareGpt, { conversations: '[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]' }],
    [kto, { messages: turns, label: "True" }],
  ])("is one: $0.name", (dialect, row) => {
    expect(dialect.detect({ name: "x.csv", rows: [row] })).toBeGreaterThan(0.5);
    const [sample] = mapValues(dialect, [row], { answers }).drafts;
    expect(sample).toMatchObject({ input: "q", output: "a", messages: [asked, said("a")] });
  });

  it("is none where an answer only looks like one", () => {
    const completion = '[{"role": "admin", "name": "Bob"}]';
    expect(mapValues(promptCompletion, [{ prompt: "q", completion }], { answers }).drafts).toMatchObject([{ output: completion }]);
  });

  it.each([
    [nectar, { prompt: "q", answers: '[{"answer":"a","rank":2},{"answer":"b","rank":1}]' }],
    [ultraFeedback, { instruction: "q", completions: '[{"response":"a"},{"response":"b","annotations":{"honesty":{"Rating":"5"}}}]' }],
    [arenaHard, { uid: "u", model: "m", baseline: "b", games: '[{"score":"A=B"},{"score":"A>B"}]' }],
  ])("has its like in lists of answers: $0.name", (dialect, row) => {
    expect(dialect.detect({ name: "x.csv", rows: [row] })).toBeGreaterThan(0.9);
    expect(mapValues(dialect, [row]).records).toHaveLength(1);
  });

  it("is one on both sides of a pair", () => {
    const [pair] = mapValues(preference, [{ prompt: "q", chosen: turns, rejected: JSON.stringify([asked, said("b")]) }]).drafts;
    expect(pair).toMatchObject({ query: "q", candidates: [{ output: "a" }, { output: "b" }] });
    const [voted] = mapValues(helpSteer, [
      {
        context: JSON.stringify([asked, said("a"), { role: "user", content: "z" }]),
        response1: "x",
        response2: "y",
        overall_preference: "-1",
      },
    ]).drafts;
    expect(voted).toMatchObject({ query: "z", messages: [{}, {}, {}], winner: { engine_id: "response 1" } });
  });
});

it("takes a pair of a call and a text, and equal scores that are texts as a tie", () => {
  const call = { role: "assistant", tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: {} } }] };
  expect(mapValues(preference, [{ prompt: [asked], chosen: [call], rejected: [said("b")] }]).rejected).toEqual([]);
  const [tie] = mapValues(preference, [{ prompt: "q", chosen: "a", rejected: "b", score_chosen: "4", score_rejected: "4.0" }]).drafts;
  expect(tie).not.toHaveProperty("winner");
});

it.each([
  [{ schemaVersion: "bedrock-conversation-2024", system: [{ text: "s" }], messages: [{ ...asked, content: [{ text: "q" }] }, said("a")] }],
  [
    {
      systemInstruction: { parts: [{ text: "s" }] },
      contents: [
        { role: "user", parts: [{ text: "q" }] },
        { role: "model", parts: [{ text: "a" }] },
      ],
    },
  ],
])("reads chats of Bedrock and Gemini: %j", (row) => {
  expect(chatMessages.detect({ name: "x.jsonl", rows: [row] })).toBeGreaterThan(0.8);
  const [sample] = mapValues(chatMessages, [row], { answers }).drafts;
  expect(sample).toMatchObject({ input: "q", output: "a", messages: [{ role: "system", content: "s" }, asked, said("a")] });
});

it("takes a set of the Hub for chats, and a log of the same turns for none", () => {
  const detect = (rest: object) => chatMessages.detect({ name: "x.jsonl", rows: [{ messages: [asked, said("a")], ...rest }] });
  expect(detect({ conversation_id: "1", language: "en", source: "web" })).toBeGreaterThan(0.5);
  expect(detect({ latency: 0.5, status: "ok" })).toBeLessThan(0.5);
});

it("reads a table of LiteLLM before 2025, whose status is among the metadata, and takes no reranking for an answer", () => {
  const row = {
    request_id: "r",
    call_type: "acompletion",
    model: "m",
    api_base: "",
    prompt_tokens: "3",
    completion_tokens: "2",
    total_tokens: "5",
  };
  const times = { startTime: "2024-06-15 15:06:40.25", endTime: "2024-06-15 15:06:41.05" };
  const metadata = '{"status": "failure", "error_information": {"error_class": "Timeout"}}';
  const { drafts, skipped } = mapValues(litellm, [
    { ...row, ...times, metadata },
    { ...row, ...times, call_type: "arerank" },
  ]);
  expect(drafts).toMatchObject([{ status: "failure: Timeout", metrics: { success: false, latency_ms: 800 } }]);
  expect(skipped).toHaveLength(1);
});

it("reads the tokens and costs of Langfuse 2, and tells observations without an id apart", () => {
  const times = { startTime: "2024-03-01T10:00:00Z", endTime: "2024-03-01T10:00:02.5Z", completionStartTime: null };
  const row = {
    traceId: "t",
    type: "GENERATION",
    model: "m",
    ...times,
    usage: { unit: "TOKENS", input: 11, output: 2 },
    calculatedTotalCost: 0.3,
  };
  const { drafts } = mapValues(langfuse, [row, { ...row, output: "b" }]);
  expect(drafts[0]?.metrics).toMatchObject({ latency_ms: 2500, input_tokens: 11, output_tokens: 2, cost_usd: 0.3 });
  expect(new Set(drafts.map(({ trace_id }) => trace_id)).size).toBe(2);
});

it("gives no quality for a promptfoo test without assertions", () => {
  const row = (id: string) => ({
    ...{ id, provider: id, prompt: { raw: "q" }, vars: {}, success: true, score: 1, latencyMs: 5, failureReason: 0, testIdx: 0 },
    ...{ gradingResult: { pass: true, score: 1, reason: "No assertions" }, response: { output: "a" } },
  });
  const { records } = mapValues(promptfoo, [row("a"), row("b")], { answers });
  expect(records.map(({ kind }) => kind)).toContain("comparison_result");
  expect(JSON.stringify(records)).not.toMatch(/quality_score|winner/);
});

describe("a score of which less is better is no quality", () => {
  it("of lm-eval", () => {
    const row = { doc_id: 0, doc: {}, arguments: [["q"]], resps: [["a"]], metrics: ["brier_score", "acc"], brier_score: 0.2, acc: 1 };
    expect(mapValues(lmEval, [row], { answers }).drafts[0]?.metrics).toEqual({ quality_score: 1, success: true });
  });

  it("of Inspect, whose texts are numbers and words, too", () => {
    const row = (scores: object) => ({ id: 1, epoch: 1, input: "q", target: "", output: {}, scores });
    const all = [{ toxicity: { value: 0.9 }, match: { value: "0.5" } }, { judge: { value: "yes" } }, { letter: { value: "A" } }].map(row);
    const { drafts } = mapValues(inspect, all, { answers });
    expect(drafts.map(({ metrics }) => metrics.quality_score)).toEqual([0.5, 1, undefined]);
  });

  it("of OpenTelemetry's evaluations", () => {
    const evaluation = (name: string, value: number) => ({
      name: "gen_ai.evaluation.result",
      attributes: { "gen_ai.evaluation.name": name, "gen_ai.evaluation.score.value": value },
    });
    const span = {
      ...{ context: { span_id: "0xeee19b7ec3c1b175" }, start_time: "2025-06-15T15:06:40Z", end_time: "2025-06-15T15:06:41Z" },
      status: { status_code: "Error" },
      attributes: {
        ...{ "gen_ai.request.model": "m", "gen_ai.usage.cost": 0.01, "gen_ai.completion.0.role": "assistant" },
        ...{ "gen_ai.completion.0.tool_calls.0.name": "f", "gen_ai.completion.0.tool_calls.0.arguments": '{"a":1}' },
      },
      events: [evaluation("Toxicity", 0.9), evaluation("Relevance", 0.7)],
    };
    const [draft] = mapValues(otlpGenai, [span]).drafts;
    expect(draft).toMatchObject({ trace_id: "eee19b7ec3c1b175", metrics: { success: false, cost_usd: 0.01, quality_score: 0.7 } });
    expect(draft?.messages).toMatchObject([{ tool_calls: [{ function: { name: "f", arguments: '{"a":1}' } }] }]);
  });
});

describe("what is no answer of an engine", () => {
  it("is not taken for one: a body that is an error", () => {
    const row = { request_id: "r", request_created_at: "2025-06-15T15:06:40Z", response_status: 500, delay_ms: 9, model: "m" };
    const [draft] = mapValues(helicone, [
      { ...row, request_body: { messages: [asked] }, response_body: { error: { message: "down" } } },
    ]).drafts;
    expect(draft).toMatchObject({ output: "", status: "500: down", messages: [asked], metrics: { success: false } });
  });

  it("is not taken for one: a model that was loaded", () => {
    const row = { model: "m", created_at: "2025-06-15T15:06:40Z", response: "", done: true, done_reason: "load" };
    expect(mapValues(ollama, [row])).toMatchObject({ records: [], skipped: [{ rows: [1] }] });
    expect(ollama.detect({ name: "x", rows: [{ error: "down" }, row] })).toBeGreaterThan(0.9);
  });

  it("is not taken for one: a moderation in a batch, unlike an answer without the field for errors", () => {
    const answer = (body: object) => ({ id: "1", custom_id: "c", response: { status_code: 200, body } });
    const rows = [
      answer({ model: "m", results: [{ flagged: false }] }),
      answer({ model: "m", created: 1_750_000_000, choices: [{ message: said("a") }] }),
    ];
    expect(openaiBatch.detect({ name: "x", rows })).toBeGreaterThan(0.9);
    expect(mapValues(openaiBatch, rows)).toMatchObject({ drafts: [{ output: "a", metrics: { success: true } }], skipped: [{ rows: [1] }] });
  });
});

it("takes a span that names its model for a call, where its kind is not kept", () => {
  const span = { start_time: "2025-06-15T15:06:40Z", attributes: { "llm.model_name": "m", "llm.token_count.prompt": 3 } };
  expect(mapValues(openinference, [span]).drafts).toMatchObject([{ engine_id: "m", metrics: { input_tokens: 3 } }]);
});
