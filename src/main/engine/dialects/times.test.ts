import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationMs, msBetween, readHrTime, readTime } from "./times.ts";

describe("times of foreign rows", () => {
  it("keeps microseconds that Date would lose", () => {
    const start = readTime("2025-01-24 09:20:46.847371");
    expect(start).toEqual({ seconds: 1737710446, nanos: 847_371_000 });
    expect(msBetween(start, readTime("2025-01-24 09:20:46.851954"))).toBe(4.583);
  });

  it("keeps nanoseconds in digits that a double would lose", () => {
    expect(msBetween(readTime("1787297955670900503", "nanoseconds"), readTime("1787297955670945879", "nanoseconds"))).toBe(0.045376);
    expect(readTime("1787297955670900503")).toEqual({ seconds: 1787297955, nanos: 670_900_503 });
    expect(msBetween(readHrTime([1770132000, 598000000]), readHrTime([1770132005, 984307375]))).toBe(5386.307375);
  });

  it("takes a time without a zone as UTC, and follows a zone", () => {
    const utc = readTime("2025-08-22T09:38:56Z");
    for (const same of [
      "2025-08-22T09:38:56",
      "2025-08-22 09:38:56 UTC",
      "2025-08-22T11:38:56+02:00",
      "2025-08-22T04:08:56-0530",
      "2025-08-22 10:38:56+01",
      "22.8.2025 9:38:56",
      "22.08.2025, 09:38:56",
    ])
      expect(readTime(same), same).toEqual(utc);
    expect(readTime("2025-08-22")).toEqual(readTime("2025-08-22T00:00:00Z"));
    expect(readTime("2023-11-16 18:15:46.6805900")).toEqual({ seconds: 1700158546, nanos: 680_590_000 });
  });

  it("knows the unit of a number by its size, and rounds the noise of doubles away", () => {
    const instant = { seconds: 1737710446, nanos: 847_371_000 };
    for (const value of [
      1737710446.847371,
      "1737710446.847371",
      1737710446847.371,
      "1737710446847.371",
      1737710446847371,
      "1737710446847371000",
    ])
      expect(readTime(value), String(value)).toEqual(instant);
    expect(msBetween(readTime(1737710446.847371), readTime(1737710446.851954))).toBe(4.583);
  });

  it("agrees with Date on every whole millisecond", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date("5138-11-16T09:46:39.999Z"), noInvalidDate: true }), (date) => {
        const instant = readTime(date.toISOString());
        expect((instant?.seconds ?? Number.NaN) * 1000 + (instant?.nanos ?? 0) / 1e6).toBe(date.getTime());
      }),
    );
  });

  it.each([
    "",
    " ",
    "yesterday",
    "24/01/2025 09:20",
    "2025-13-01",
    "2025-02-30",
    "2025-01-24T25:00",
    "2025-01-24T09:20:46 CEST",
    "-5",
    -5,
    Number.NaN,
    null,
    true,
    [],
    "1e99",
    1e30,
  ])("does not know a time in %j", (value) => {
    expect(readTime(value)).toBeUndefined();
  });

  it("has no duration where time runs backwards or one end is unknown", () => {
    const [early, late] = [readTime("2025-01-01"), readTime("2025-01-02")];
    expect(msBetween(early, late)).toBe(86_400_000);
    expect(msBetween(late, early)).toBeUndefined();
    expect(msBetween(undefined, late)).toBeUndefined();
    expect(msBetween(early, undefined)).toBeUndefined();
  });

  it("converts durations by their unit", () => {
    expect(durationMs(92859586500, "ns")).toBe(92859.5865);
    expect(durationMs(7936.968269, "ms")).toBe(7936.968269);
    expect(durationMs(11.955, "seconds")).toBe(11955);
    expect(durationMs(5, "us")).toBe(0.005);
    expect(durationMs(5, "parsecs")).toBeUndefined();
    expect(durationMs(-5, "ms")).toBeUndefined();
    expect(durationMs(undefined, "ms")).toBeUndefined();
  });
});
