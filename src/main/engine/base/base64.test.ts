import { expect, it } from "vitest";
import { fromBase64 } from "./base64.ts";

it("base64 is read whole, or refused", () => {
  expect(Buffer.from(fromBase64("aMOpIQ==")).toString()).toBe("hé!");
  expect(fromBase64("")).toHaveLength(0);
  for (const text of ["a", "aMOp IQ=", "aMO!IQ==", "aMOpIQ"]) expect(() => fromBase64(text), text).toThrow("base64");
});
