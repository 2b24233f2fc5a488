import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { recordsPath, recordTypes } from "./lib/records.mjs";

it("the record types are those of schemas/v1; run scripts/gen-records.mjs when they are not", async () => {
  expect(readFileSync(recordsPath, "utf8")).toBe(await recordTypes());
});
