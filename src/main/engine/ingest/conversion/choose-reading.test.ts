import { expect, it } from "vitest";
import { SchemaValidator } from "../../validator/schema-validator.ts";
import { chooseReading } from "./choose-reading.ts";

const row = {
  id: "a",
  call_type: "acompletion",
  status: "success",
  model: "gpt-4o",
  model_group: "gpt-4o",
  startTime: 1_764_145_200,
  endTime: 1_764_145_201,
  response_time: 0.1,
  prompt_tokens: 10,
  completion_tokens: 5,
  response_cost: 0.001,
  cache_hit: false,
  messages: [{ role: "user", content: "hello" }],
  response: { choices: [{ message: { role: "assistant", content: "hi" } }] },
};
const sample = { name: "log.jsonl", rows: [row], values: [row], texts: [JSON.stringify(row)], numbers: [1] };
const read = (dialect: string | null) => {
  const plan = dialect === null ? null : { dialect, answers: {} };
  const reading = chooseReading(new SchemaValidator(), sample, { kind: "auto", plan }, false);
  return reading.type === "convert" ? reading.detected : undefined;
};

it("says how sure it is of a dialect that a person accepts, and not of another", () => {
  const detected = read(null);
  expect(detected?.dialect.name).toBe("litellm");
  expect(read("litellm")).toEqual(detected);
  expect(read("langfuse")).toBeNull();
  expect(read("custom")).toBeNull();
});

it.each([
  ["another program's", [{ time: "2026-07-01", model: "m", input: "q" }], "unrecognised"],
  ["broken records", [{ trace_id: "t", model: "m", time: "2026-07-01" }], "native"],
  ["of nothing that could be mapped", [{ a: 1 }], "native"],
])("takes a short file that is %s for what it is", (_, values, wanted) => {
  const short = { ...sample, rows: values, values, texts: values.map((value) => JSON.stringify(value)) };
  const choose = () => chooseReading(new SchemaValidator(), short, { kind: "auto", plan: null }, false);
  if (wanted === "native") expect(choose()).toEqual({ type: "native" });
  else expect(choose).toThrow(expect.objectContaining({ code: wanted }));
});
