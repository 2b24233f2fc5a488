import { describe, expect, it } from "vitest";
import { readImportKind, readKind, readPercentiles, readPort, readTier } from "./values.ts";

describe("readPercentiles", () => {
  it.each([
    ["50,95,99", [50, 95, 99]],
    ["99.9", [99.9]],
    [" 50 , 0.1", [50, 0.1]],
  ])("%j", (text, expected) => {
    expect(readPercentiles(text)).toEqual(expected);
  });

  it.each(["", "50,", "0", "100", "-1", "p50", "1e1", "NaN", "50,50", Array.from({ length: 21 }, (_, index) => index + 1).join(",")])(
    "refuses %j",
    (text) => {
      expect(() => readPercentiles(text)).toThrow(expect.objectContaining({ code: "invalid_argument" }));
    },
  );
});

describe("options with fixed values", () => {
  it("are accepted, and a mistyped one gets a suggestion", () => {
    expect(readKind("engine_execution")).toBe("engine_execution");
    expect(readImportKind("auto")).toBe("auto");
    expect(() => readKind("auto")).toThrow("must be one of");
    expect(() => readKind("engine_executions")).toThrow("Did you mean engine_execution?");
    expect(() => readTier("golden")).toThrow("Did you mean gold?");
  });
});

describe("readPort", () => {
  it.each(["0", "8080", "65535"])("%s", (text) => {
    expect(readPort(text)).toBe(Number(text));
  });
  it.each(["", "65536", "-1", "1.5", "http", "99999", "100000"])("refuses %j", (text) => {
    expect(() => readPort(text)).toThrow(expect.objectContaining({ code: "invalid_argument" }));
  });
});
