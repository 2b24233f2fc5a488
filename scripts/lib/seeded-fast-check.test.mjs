import fc from "fast-check";
import { expect, it } from "vitest";
import { listPropertyTests } from "../../faults/property-tests.ts";
import { defaultSeed } from "./seeded-fast-check.mjs";

it("property tests draw the same values in every run", () => {
  expect(fc.readConfigureGlobal().seed).toBe(Number(process.env.ASSAY_SEED ?? defaultSeed));
});

it("npm run faults finds the property tests", () => {
  expect(listPropertyTests().length).toBeGreaterThan(8);
});
