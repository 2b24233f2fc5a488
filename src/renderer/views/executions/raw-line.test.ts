import { describe, expect, it } from "vitest";
import { countHits, parseLine, shellCommand } from "./raw-line.ts";

describe("a record's line for display", () => {
  it("parts text from the rest and flattens metrics", () => {
    const parsed = parseLine('{"trace_id":"t","input":"hello","output":"","metrics":{"latency_ms":42,"success":true},"tags":["a"]}');
    expect(parsed.input).toBe("hello");
    expect(parsed.output).toBe("");
    expect(parsed.rest).toEqual([
      { name: "trace_id", text: "t" },
      { name: "metrics.latency_ms", text: "42" },
      { name: "metrics.success", text: "true" },
      { name: "tags", text: '["a"]' },
    ]);
  });

  it("a cut or foreign line has nothing but itself", () => {
    for (const raw of ['{"input":"he', "[1]", "null", "7", ""])
      expect(parseLine(raw)).toEqual({ input: null, output: null, messages: null, rest: [] });
  });

  it("text that is no string is not shown as text", () => {
    expect(parseLine('{"input":{"a":1},"output":3}')).toEqual({ input: null, output: null, messages: null, rest: [] });
  });

  it("shows numbers digit for digit as they are written", () => {
    const parsed = parseLine('{"id":9007199254740993,"metrics":{"latency_ms":1.50,"big":[12345678901234567890]}}');
    expect(parsed.rest).toEqual([
      { name: "id", text: "9007199254740993" },
      { name: "metrics.latency_ms", text: "1.50" },
      { name: "metrics.big", text: "[12345678901234567890]" },
    ]);
    expect(parseLine("9007199254740993").rest).toEqual([]);
  });

  it("does not fall over nesting", () => {
    const nested = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(parseLine(nested)).toEqual({ input: null, output: null, messages: null, rest: [] });
  });

  it("keeps hostile names as names", () => {
    expect(parseLine('{"__proto__":1,"metrics":{"constructor":2}}').rest.map((entry) => entry.name)).toEqual([
      "__proto__",
      "metrics.constructor",
    ]);
  });

  it("counts what was searched for where a search looks, in any case and composition", () => {
    const line = JSON.stringify({ trace_id: "e\u0301", engine_id: "é", input: "É é", output: "cafe\u0301", metrics: { note: "é" } });
    expect(countHits(line, "é")).toBe(4);
    expect(countHits("not JSON é", "é")).toBe(0);
    expect(countHits(JSON.stringify({ messages: [{ role: "é", content: "É" }] }), "é"), "in a turn").toBe(1);
  });

  it("prints the command that reads it, with the file name quoted", () => {
    expect(shellCommand({ file: "it's/events.jsonl", offset: 120, sizeBytes: 5 })).toBe("tail -c +121 'it'\\''s/events.jsonl' | head -c 5");
  });
});
