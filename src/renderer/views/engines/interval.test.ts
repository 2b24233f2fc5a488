import { expect, it } from "vitest";
import { formatMs, formatPercent } from "../../components/format.ts";
import { formatInterval } from "./columns.ts";

it.each([
  [{ low: 780, high: 850 }, "780–850 ms"],
  [{ low: 812, high: 1204 }, "812 ms–1.20 s"],
  [{ low: 125_000, high: 129_000 }, "2 min 5 s–2 min 9 s"],
  [{ low: 780, high: null }, "≥ 780 ms"],
  [{ low: null, high: 850 }, "≤ 850 ms"],
  [{ low: null, high: null }, "too few"],
])("an interval %j is written %s", (interval, text) => {
  expect(formatInterval(interval, formatMs).replaceAll("\u00a0", " ")).toBe(text);
});

it("of shares too", () => {
  expect(formatInterval({ low: 0.942, high: 0.96 }, formatPercent)).toBe("94.2–96.0%");
});
