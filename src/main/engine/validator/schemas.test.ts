import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { Config, contract, procedureNames } from "../../../contract/index.ts";

/** Compiling the meta-schema takes 35 ms, so that nobody does it at a start: what is compiled there is checked here. */
const ajv = new Ajv({ strict: true, allowUnionTypes: true });
const folder = join(import.meta.dirname, "../../../../schemas/v1");

describe("every schema obeys the meta-schema", () => {
  it.each(readdirSync(folder))("schemas/v1/%s", (name) => {
    expect(ajv.validateSchema(JSON.parse(readFileSync(join(folder, name), "utf8")))).toBe(true);
  });

  it("the configuration", () => {
    expect(ajv.validateSchema(Config)).toBe(true);
  });

  it.each(procedureNames)("what goes into %s", (name) => {
    expect(ajv.validateSchema(contract.procedures[name].input)).toBe(true);
  });

  it("one that does not is told", () => {
    expect(ajv.validateSchema({ type: "strin" })).toBe(false);
  });
});
