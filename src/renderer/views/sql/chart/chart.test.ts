import { describe, expect, it } from "vitest";
import type { SqlCell, SqlColumn } from "../../../../contract/index.ts";
import { toNumber, toSeconds } from "./cells.ts";
import { toChartData, toFileRows } from "./chart-data.ts";
import { type ChosenColumns, toChartColumns } from "./columns.ts";
import { chartInWords, limitsInWords } from "./in-words.ts";
import { toScale } from "./scale.ts";
import { toUtcScale } from "./utc-axis.ts";

const types: Record<string, string> = {
  minute: "TIMESTAMP",
  engine: "VARCHAR",
  status: "VARCHAR",
  n: "BIGINT",
  p95: "DOUBLE",
  bucket: "INTEGER",
};
const columnsOf = (...names: string[]): SqlColumn[] => names.map((name) => ({ name, type: types[name] ?? "VARCHAR" }));
const answerOf = (names: string[], rows: SqlCell[][]) => ({ columns: columnsOf(...names), rows });
const chosen = (names: string[], rows: SqlCell[][], by: ChosenColumns = {}) => {
  const columns = toChartColumns(answerOf(names, rows), by);
  return columns === null
    ? null
    : { x: names[columns.x], y: columns.y.map((i) => names[i]), by: columns.by === null ? null : names[columns.by] };
};
const draw = (names: string[], rows: SqlCell[][], by: ChosenColumns = {}) => {
  const columns = toChartColumns(answerOf(names, rows), by);
  if (columns === null) throw new Error("no chart");
  return toChartData(answerOf(names, rows), columns);
};

describe("columns of a chart", () => {
  const t = "2025-11-26 08:20:00";
  it("proposes time before category before number, and a series only where x repeats", () => {
    expect(
      chosen(
        ["n", "engine", "minute"],
        [
          [1, "a", t],
          [2, "b", t],
        ],
      ),
    ).toEqual({ x: "minute", y: ["n"], by: "engine" });
    expect(chosen(["engine", "n", "p95"], [["a", 1, 2]])).toEqual({ x: "engine", y: ["n"], by: null });
    expect(chosen(["bucket", "n"], [[0, 1]])).toEqual({ x: "bucket", y: ["n"], by: null });
    expect(
      chosen(
        ["bucket", "engine", "n"],
        [
          [0, "a", 1],
          [1, "a", 2],
        ],
      ),
    ).toEqual({ x: "bucket", y: ["n"], by: null });
    expect(
      chosen(
        ["bucket", "engine", "n"],
        [
          [0, "a", 1],
          [0, "b", 1],
          [1, "a", 2],
        ],
      ),
    ).toEqual({ x: "bucket", y: ["n"], by: "engine" });
  });
  it("takes what was chosen where the answer has it", () => {
    const rows = [["a", "ok", 1, 2]];
    const names = ["engine", "status", "n", "p95"];
    expect(chosen(names, rows, { x: "status", y: ["p95", "gone", "n"], by: "engine" })).toEqual({
      x: "status",
      y: ["p95", "n"],
      by: "engine",
    });
    expect(chosen(names, rows, { x: "gone", y: ["engine"], by: "n" })).toEqual({ x: "engine", y: ["n"], by: null });
    expect(chosen(["engine", "n"], [["a", 1]], { x: "n" })).toEqual({ x: "engine", y: ["n"], by: null });
    expect(
      chosen(
        ["engine", "status", "n"],
        [
          ["a", "x", 1],
          ["a", "y", 2],
        ],
        { isPlain: true },
      )?.by,
    ).toBeNull();
  });
  it("has none without a number, another column, or rows", () => {
    expect(chosen(["engine", "status"], [["a", "b"]])).toBeNull();
    expect(chosen(["n"], [[1]])).toBeNull();
    expect(chosen(["engine", "n"], [])).toBeNull();
  });
});

it("cells are numbers and times, or nothing", () => {
  const bad: SqlCell[] = [null, true, "", "NaN", "Infinity", "-Infinity", 1e301, "x"];
  expect(bad.map(toNumber)).toEqual(bad.map(() => null));
  expect([toNumber(0), toNumber("9007199254740993")]).toEqual([0, 9007199254740992]);
  expect(toSeconds("2025-11-26 08:20:00.5")).toBe(1764145200.5);
  expect(toSeconds("2025-11-26")).toBe(1764115200);
  expect(toSeconds("0044-03-15")).toBe(Date.parse("0044-03-15T00:00:00Z") / 1000);
  expect([null, "infinity", "0044-03-15 (BC)", "999999-01-01", 5].map(toSeconds)).toEqual([null, null, null, null, null]);
});

describe("a chart of", () => {
  it("times has sorted lines with gaps, one for each value of the series", () => {
    const data = draw(
      ["minute", "engine", "n"],
      [
        ["2025-11-26 08:21:00", "a", 2],
        ["2025-11-26 08:20:00", "a", null],
        ["2025-11-26 08:20:00", "b", "NaN"],
        [null, "a", 9],
      ],
    );
    expect(data.series.map(({ name, points }) => [name, points.map(({ y }) => y)])).toEqual([
      ["a", [null, 2]],
      ["b", [null]],
    ]);
    expect(data).toMatchObject({ kind: "line", scattered: false, leftOut: { withoutX: 1, notFinite: 1 } });
    expect(limitsInWords(data)).toBe("1 row without minute not drawn. 1 value not finite, left as gaps.");
    expect(chartInWords(data)).toEqual([
      "Line chart by minute, 2 series.",
      "a: 1 value, lowest 2 at 2025-11-26 08:21:00, highest 2 at 2025-11-26 08:21:00, last 2 at 2025-11-26 08:21:00.",
      "b: no numbers.",
    ]);
    expect(toFileRows(data).slice(0, 2)).toEqual([
      ["minute", "series", "value"],
      ["2025-11-26T08:20:00.000Z", "a", null],
    ]);
  });
  it("categories draws 40 of 60, and says so", () => {
    const data = draw(
      ["engine", "n"],
      Array.from({ length: 60 }, (_, i) => [`e${i}`, i]),
    );
    expect([data.kind, data.categories.length, data.series[0]?.points.length]).toEqual(["bars", 40, 40]);
    expect(limitsInWords(data)).toBe("First 40 of 60 values of engine drawn; ORDER BY says which.");
  });
  it("a category with several rows adds nothing up", () => {
    const data = draw(
      ["engine", "n"],
      [
        ["a", 1],
        ["a", 2],
        ["", 3],
        [null, 4],
        ["NULL", 5],
      ],
    );
    expect(data.series[0]?.points.map(({ y }) => y)).toEqual([1, 3, 4, 5]);
    expect(data.categories).toEqual(["a", '""', "NULL", '"NULL"']);
    expect(limitsInWords(data)).toBe("1 row with the same engine not drawn: choose a series, or use GROUP BY.");
  });
  it("many series and many points is bounded, and says so", () => {
    const crowded = Array.from({ length: 60 }, (_, i) => [0, `e${i}`, i]);
    const crowd = draw(["bucket", "engine", "n"], crowded, { x: "bucket" });
    expect([crowd.series.length, limitsInWords(crowd)]).toEqual([8, "52 further values of the series not drawn: 8 at most."]);
    const rows = Array.from({ length: 10_000 }, (_, i) => [i, i, i, i]);
    const long = draw(["bucket", "n", "p95"], rows, { y: ["n", "p95"] });
    expect([long.leftOut.every, long.series[0]?.points.length]).toEqual([1, 10_000]);
    const longer = toChartData({ columns: columnsOf("bucket", "n", "p95", "n"), rows }, { x: 0, xKind: "number", y: [1, 2, 3], by: null });
    expect([longer.leftOut.every, longer.series[0]?.points.length]).toEqual([2, 5000]);
    expect(limitsInWords(longer)).toContain("1 of 2 rows drawn (at most 20,000 points); peaks may be missing.");
  });
  it("rows that share x joins nothing", () => {
    expect(
      draw(
        ["bucket", "n"],
        [
          [1, 1],
          [1, 2],
        ],
      ).scattered,
    ).toBe(true);
  });
});

describe("axes", () => {
  it.each([[[]], [[5]], [[0, 0]], [[-1e300, 1e300]], [[5e-324, 1e-320]], [[1e15, 1e15 + 0.25]], [[-3, -1]], [[9007199254740992]]])(
    "of %j hold them between a few ticks of different places",
    (values) => {
      const { from, to, ticks, label } = toScale(values, 5, false);
      expect(to).toBeGreaterThan(from);
      expect(Number.isFinite(to - from)).toBe(true);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(15);
      for (const value of values) expect(value >= from && value <= to).toBe(true);
      expect(ticks.map(label).join()).not.toMatch(/NaN|∞|Infinity/);
    },
  );
  it("of bars hold 0, of lines only where it is near", () => {
    expect(toScale([95, 100], 5, true).from).toBe(0);
    expect(toScale([95, 100], 5, false).from).toBe(95);
    expect(toScale([10, 100], 5, false).from).toBe(0);
    expect(toScale([0.0012, 0.0034], 4, false).ticks.map(toScale([0.0012, 0.0034], 4, false).label)).toEqual([
      "0",
      "0.001",
      "0.002",
      "0.003",
      "0.004",
    ]);
    expect(toScale([0, 4e12], 4, true).ticks.map(toScale([0, 4e12], 4, true).label)).toEqual(["0", "1e12", "2e12", "3e12", "4e12"]);
  });
  it.each([
    ["2025-11-26T08:20:00Z", "2025-11-26T08:21:00Z", ["08:20:00", "08:20:30", "08:21:00"]],
    ["2025-11-26T22:00:00Z", "2025-11-27T02:00:00Z", ["22:00", "11-27", "02:00"]],
    ["2025-11-26T00:00:00Z", "2026-11-26T00:00:00Z", ["2026-01", "2026-07"]],
    ["1000-01-01T00:00:00Z", "9000-01-01T00:00:00Z", ["1000", "2000", "3000", "4000", "5000", "6000", "7000", "8000", "9000"]],
  ])("of time from %s to %s have round ticks in UTC", (from, to, labels) => {
    const scale = toUtcScale([Date.parse(from) / 1000, Date.parse(to) / 1000], labels.length > 3 ? 9 : 3);
    expect(scale.ticks.map(scale.label)).toEqual(labels);
  });
});
