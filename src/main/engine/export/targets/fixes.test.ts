import { describe, expect, it } from "vitest";
import type { Message } from "../../../../contract/index.ts";
import { goldenItems } from "../../testing/export-items.ts";
import type { Item, Items } from "../items.ts";
import { alternatesForSome } from "./rules/groups.ts";
import { validRecord } from "./rules/records.ts";
import { systemIsFirst } from "./rules/roles.ts";
import { validText } from "./rules/texts.ts";
import type { Rule } from "./target.ts";

/** What fixes write, where a rule that holds again does not tell. */

const [sample] = goldenItems.sample as [Items["sample"]];
const [pair] = goldenItems.pair as [Items["pair"]];
const [record] = goldenItems.record as [Items["record"]];
const system = (content: string): Message => ({ role: "system", content });
const mend = <I extends Item>(rule: Rule<never>, item: I) => (rule as unknown as Rule<I>).fix?.apply(item) ?? null;

describe("fixes", () => {
  it("move system turns of the prompt and of both sides to the front, each text once", () => {
    const turns = [{ role: "user", content: "Why?" }, system("Be brief.")];
    const side = (content: string): Message[] => [system("Be kind."), { role: "assistant", content }];
    const mended = mend(systemIsFirst, { ...pair, prompt: turns, chosen: side("a"), rejected: side("b") });
    expect(mended).toMatchObject({
      prompt: [system("Be brief.\n\nBe kind."), { role: "user", content: "Why?" }],
      chosen: [{ role: "assistant", content: "a" }],
      rejected: [{ role: "assistant", content: "b" }],
    });
  });

  it("merge turns with their calls, and leave results of tools apart", () => {
    const call = (name: string) => ({ id: name, function: { name, arguments: "{}" } });
    const prompt: Message[] = [
      { role: "user", content: "One." },
      { role: "user", content: [{ type: "text", text: "Two." }] },
      { role: "assistant", content: "Calling.", tool_calls: [call("a")] },
      { role: "assistant", content: null, tool_calls: [call("b")] },
      { role: "tool", content: "1", tool_call_id: "a" },
      { role: "tool", content: "2", tool_call_id: "b" },
    ];
    expect(mend(alternatesForSome, { ...sample, prompt })?.prompt).toEqual([
      { role: "user", content: "One.\n\nTwo." },
      { role: "assistant", content: "Calling.", tool_calls: [call("a"), call("b")] },
      { role: "tool", content: "1", tool_call_id: "a" },
      { role: "tool", content: "2", tool_call_id: "b" },
    ]);
  });

  it("replace halves of surrogate pairs wherever they stand, and nothing else", () => {
    const broken = { ...sample, tags: ["\udc00 tag"], prompt: [{ role: "user", content: "\ud83d\ude00 \ud83d" }] };
    expect(mend(validText, broken)).toEqual({
      ...sample,
      tags: ["\ufffd tag"],
      prompt: [{ role: "user", content: "\ud83d\ude00 \ufffd" }],
    });
  });

  it("mend a line in place: whole pairs, escaped backslashes, numbers and their order stay as they are", () => {
    const line = String.raw`{"b":1.0e2,"a":"\ud83d\ude00 \ud83d \\ud83d \udc00","n":12345678901234567890}`;
    const mended = mend(validRecord, { ...record, line, record: JSON.parse(line) });
    expect(mended?.line).toBe(String.raw`{"b":1.0e2,"a":"\ud83d\ude00 \ufffd \\ud83d \ufffd","n":12345678901234567890}`);
    expect(mended?.record).toMatchObject({ a: "\ud83d\ude00 \ufffd \\ud83d \ufffd" });
  });
});
