import { describe, expect, it } from "vitest";
import { timeTicks } from "./time-axis.ts";

const local = (year: number, month: number, day = 1, hour = 0, minute = 0) => new Date(year, month - 1, day, hour, minute).getTime() / 1000;

describe("time axis", () => {
  it("round clock times within a day, midnight by its date", () => {
    const { ticks, label } = timeTicks(local(2026, 7, 14, 21, 10), local(2026, 7, 15, 2, 0), 6);
    expect(ticks.map(label)).toEqual(["22:00", "23:00", "07-15", "01:00", "02:00"]);
  });

  it("days and weeks by date", () => {
    const { ticks, label } = timeTicks(local(2026, 3, 27, 5), local(2026, 3, 31, 5), 5);
    expect(ticks.map(label)).toEqual(["03-28", "03-29", "03-30", "03-31"]);
  });

  it("months and years start on their first day", () => {
    const months = timeTicks(local(2023, 9, 13), local(2024, 4, 5), 4);
    expect(months.ticks.map(months.label)).toEqual(["2023-11", "2024-01", "2024-03"]);
    const years = timeTicks(local(2019, 2), local(2026, 7), 8);
    expect(years.ticks.map(years.label)).toEqual(["2020", "2021", "2022", "2023", "2024", "2025", "2026"]);
  });

  it("never more ticks than there is room for, and some for every span", () => {
    for (const span of [2, 40, 600, 86_400, 700_000, 5_000_000, 100_000_000, 1_600_000_000]) {
      const { ticks } = timeTicks(1_000_000, 1_000_000 + span, 6);
      expect(ticks.length).toBeLessThanOrEqual(7);
      if (span < 100_000_000) expect(ticks.length).toBeGreaterThan(0);
    }
  });
});
