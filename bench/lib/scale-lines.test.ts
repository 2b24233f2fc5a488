import { expect, it } from "vitest";
import { SchemaValidator } from "../../src/main/engine/validator/schema-validator.ts";
import { makeExecutions } from "./scale-lines.ts";

it("makes as many valid executions as asked for, all different, of so many engines", () => {
  const lines = [...makeExecutions(50, 7)].join("").trimEnd().split("\n");
  expect(new Set(lines).size).toBe(50);
  const validator = new SchemaValidator();
  for (const line of lines) expect(validator.validateLine(line, "engine_execution")).toMatchObject({ valid: true });
  expect(new Set(lines.map((line) => JSON.parse(line).engine_id)).size).toBe(7);
});
