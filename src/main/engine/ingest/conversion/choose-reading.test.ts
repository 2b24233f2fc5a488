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
