import { describe, expect, it } from "vitest";
import { readRange, readTime } from "./time-value.ts";

describe("readTime", () => {
  it.each([
    ["0", 0],
    ["1670000000", 1_670_000_000],
    ["2022-12-02T16:53:20Z", 1_670_000_000],
    ["2022-12-02t16:53:20z", 1_670_000_000],
    ["2022-12-02T17:53:20+01:00", 1_670_000_000],
    ["2022-12-02T17:53:20+0100", 1_670_000_000],
    ["2022-12-02T17:53:20+01", 1_670_000_000],
    ["2022-12-02T11:23:20-05:30", 1_670_000_000],
    ["2022-12-02T16:53:20", 1_670_000_000],
    ["2022-12-02 16:53:20", 1_670_000_000],
    ["2022-12-02T16:53:20.999Z", 1_670_000_000],
    ["2022-12-02T16:53", 1_669_999_980],
    ["2022-12-02", 1_669_939_200],
    ["2022-12-02T00:00", 1_669_939_200],
    ["2024-02-29", 1_709_164_800],
    ["2000-02-29", 951_782_400],
    ["2023-12-31T23:59:59", 1_704_067_199],
    ["1970-01-01T05:00+05:00", 0],
    ["9999-12-31", 253_402_214_400],
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
    "2022-00-01",
    "2022-12-00",
    "2022-12-32",
    "2023-02-29",
    "2023-02-30",
    "2023-02-31T12:00",
    "1900-02-29",
    "2100-02-29",
    "2023-04-31",
    "2023-04-31T00:00:00Z",
    "2023-06-31T00:00+02:00",
    "2023-11-31",
    "2022-12-02T24:00",
    "2022-12-02T24:00:00Z",
    "2022-12-02T24:01",
    "2022-12-02T25:00:00Z",
    "2022-12-02T12:60",
    "2016-12-31T23:59:60Z",
    "2022-12-02T12:00:61Z",
    "2022-12-02T12:00+24:00",
    "2022-12-02T12:00+01:60",
    "2022-12-02Z",
    "2022-12",
    "2022-1-2",
    "12/02/2022",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00+01:00",
    "0000-01-01",
    "0x10",
  ])("refuses %j", (text) => {
    expect(() => readTime("from", text)).toThrow(expect.objectContaining({ code: "invalid_argument" }));
  });

  it("explains what is wrong with an invalid date, and names the zone", () => {
    expect(() => readTime("to", "2023-02-30")).toThrow("--to 2023-02-30 is not a valid time: 2023-02 has days 01 to 28.");
    expect(() => readTime("to", "2016-12-31T23:59:60")).toThrow("leap seconds");
    expect(() => readTime("to", "2016-12-31T24:00")).toThrow("00:00 of the next day");
    expect(() => readTime("to", "soon")).toThrow("UTC unless an offset is written");
  });
});

describe("readRange", () => {
  it("accepts one end, both, or none", () => {
    expect(readRange(undefined, undefined)).toEqual({});
    expect(readRange("5", undefined)).toEqual({ fromS: 5 });
    expect(readRange(undefined, "5")).toEqual({ toS: 5 });
    expect(readRange("2023-11-14", "2023-11-15")).toEqual({ fromS: 1_699_920_000, toS: 1_700_006_400 });
  });

  it("refuses an empty range", () => {
    expect(() => readRange("2023-11-15", "2023-11-14")).toThrow("--from 2023-11-15 is after --to 2023-11-14");
    expect(() => readRange("2023-11-15", "2023-11-15")).toThrow("is the same moment as");
    expect(() => readRange("2023-11-15T01:00+01:00", "2023-11-15")).toThrow("is the same moment as");
  });
});
