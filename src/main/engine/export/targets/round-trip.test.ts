import { describe, expect, it } from "vitest";
import type { Message } from "../../../../contract/index.ts";
import { detectDialects } from "../../dialects/dialects.ts";
import { convertRows } from "../../testing/convert-foreign.ts";
import { soundItems, toRows } from "../../testing/export-items.ts";
import type { Item, Items } from "../items.ts";
import { findTarget, targets } from "./targets.ts";
import { textOf } from "./turns.ts";

/** Rows read back by the dialect that Assay recognises them as: turns, sides, labels and the order of answers are those of the items. */

type Kept = Record<string, unknown>;
type AnyRecord = Record<string, unknown> & {
  messages?: Message[];
  candidates?: { engine_id: string; output: string; messages?: Message[] }[];
};

/** Roles, texts and calls: what every dialect keeps. */
const told = (turns: readonly Message[]) =>
  turns.map((turn) => [
    turn.role === "developer" ? "system" : turn.role,
    textOf(turn),
    (turn.tool_calls ?? []).map(({ function: { name, arguments: given } }) => [name, JSON.parse(String(given))]),
  ]);

const asUser = (content: unknown): Message[] => [{ role: "user", content: String(content) }];
const asAnswer = (content: unknown): Message[] => [{ role: "assistant", content: String(content) }];

/** The conversation of a sample: a record without turns is a question and an answer. */
const conversationOf = ({ messages, input, output }: AnyRecord) => told(messages ?? [...asUser(input), ...asAnswer(output)]);

const sampleTold = (item: Item): Kept => ({ turns: told([...item.prompt, ...(item as Items["sample"]).completion]) });
const sampleRead = (record: AnyRecord): Kept => ({ turns: conversationOf(record) });

const sidesRead = (record: AnyRecord) => {
  const winner = (record.winner as { engine_id?: string } | undefined)?.engine_id;
  const sides = (record.candidates ?? []).map((one) => ({
    isBest: one.engine_id === winner,
    turns: told(one.messages ?? asAnswer(one.output)),
  }));
  return { prompt: told(record.messages ?? asUser(record.query)), sides };
};
const pairTold = ({ prompt, chosen, rejected }: Items["pair"]) => ({
  prompt: told(prompt),
  sides: [
    { isBest: true, turns: told(chosen) },
    { isBest: false, turns: told(rejected) },
  ],
});

const sample = { told: sampleTold, read: sampleRead };
const pair = { told: (item: Item): Kept => pairTold(item as Items["pair"]), read: (record: AnyRecord): Kept => sidesRead(record) };
const labelled = {
  told: (item: Item): Kept => ({ ...sampleTold(item), label: (item as Items["labelled"]).label }),
  read: (record: AnyRecord): Kept => ({ ...sampleRead(record), label: record.tier === "gold" }),
};
const ranked = {
  told: (item: Item): Kept => ({
    prompt: told(item.prompt),
    sides: (item as Items["ranked"]).answers.map(({ completion, rank }) => ({ isBest: rank === 1, turns: told(completion) })),
  }),
  read: (record: AnyRecord): Kept => sidesRead(record),
};

const cases = [
  ["chat", "chat-messages", sample],
  ["trl-sft", "prompt-completion", sample],
  ["trl-preference", "preference", pair],
  ["trl-kto", "kto", labelled],
  ["llama-factory", "chat-messages", sample],
  ["llama-factory-preference", "preference", pair],
  ["llama-factory-kto", "kto", labelled],
  ["alpaca", "alpaca", sample],
  ["sharegpt", "sharegpt", sample],
  ["nectar", "nectar", ranked],
  ["reward", "preference", pair],
  ["openai-preference", "preference", pair],
  ["mlx", "chat-messages", sample],
  ["axolotl", "chat-messages", sample],
  ["axolotl-dpo", "preference", pair],
  ["anthropic", "chat-messages", sample],
] as const;

describe("rows read back", () => {
  it.each(cases)("%s as %s", (name, dialectName, { told: toKept, read }) => {
    const target = findTarget(name);
    if (target === undefined) throw new Error(`no target ${name}`);
    const items = soundItems(target);
    const file = { name: "train.jsonl", rows: JSON.parse(JSON.stringify(toRows(target, items))) as unknown[] };
    const [detected] = detectDialects(file);
    expect(detected?.dialect.name).toBe(dialectName);
    if (detected === undefined) return;
    const { records, rejected, skipped } = convertRows(detected.dialect, file, { fileTimeSeconds: 1_700_000_000 });
    expect([...rejected, ...skipped]).toEqual([]);
    expect(records.map(({ record }) => read(record as AnyRecord))).toEqual(items.map(toKept));
  });
});

describe("targets that lose nothing", () => {
  it("are jsonl, which writes the lines, and no other: files.test.ts imports them again", () => {
    expect(targets.filter(({ losesNothing }) => losesNothing).map(({ name }) => name)).toEqual(["jsonl"]);
  });
});
