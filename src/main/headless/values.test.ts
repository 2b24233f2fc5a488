import { describe, expect, it } from "vitest";
import { readImportKind, readKind, readPercentiles, readPort, readTier, readTime } from "./values.ts";

describe("readTime", () => {
  it.each([
    ["0", 0],
    ["1670000000", 1_670_000_000],
    ["2022-12-02T16:53:20Z", 1_670_000_000],
    ["2022-12-02T17:53:20+01:00", 1_670_000_000],
    ["2022-12-02T16:53:20.999Z", 1_670_000_000],
    ["2022-12-02", 1_669_939_200],
  ])("%s is %d", (text, seconds) => {
    expect(readTime("from", text)).toBe(seconds);
  });

  it.each([
    "",
    "yesterday",
    "1670000000000",
    "-5",
    "1.5",
    "2022-13-01",
    "2022-12-02T25:00:00Z",
    "12/02/2022",
    "1969-12-31T23:59:59Z",
    "0x10",
  ])("refuses %j", (text) => {
    expect(() => readTime("from", text)).toThrow(expect.objectContaining({ code: "invalid_argument" }));
  });
});

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

describe("the closed words", () => {
  it("takes them and guesses what was meant", () => {
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
