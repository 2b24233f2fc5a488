import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { scannerPath, textScanner } from "./lib/text-scanner.mjs";

it("the scanner of searched texts is what its source says; run scripts/gen-text-scanner.mjs when it is not", async () => {
  expect(readFileSync(scannerPath, "utf8")).toBe(await textScanner());
});
