import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { toEngineStyle } from "../src/renderer/state/engine-style.ts";

const tokens = readFileSync(new URL("../src/renderer/theme/tokens.css", import.meta.url), "utf8");
const [light = "", dark = ""] = tokens.split('[data-mantine-color-scheme="dark"]');
const colorsIn = (theme: string) =>
  Array.from({ length: 8 }, (_, i) => linear(new RegExp(`--engine-${i}: (#\\w{6})`).exec(theme)?.[1] ?? ""));
const backgroundOf = (theme: string) => linear(/--as-bg: (#\w{6})/.exec(theme)?.[1] ?? "");

type Rgb = readonly [number, number, number];
const toRgb = (of: (i: number) => number): Rgb => [of(0), of(1), of(2)];
function linear(hex: string): Rgb {
  return toRgb((i) => {
    const c = Number.parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
}

/** Protan, deutan and tritan vision: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes (2009), severity 1. */
const visions = [
  "1 0 0 0 1 0 0 0 1",
  "0.152286 1.052583 -0.204868 0.114503 0.786281 0.099216 -0.003882 -0.048116 1.051998",
  "0.367322 0.860646 -0.227968 0.280085 0.672501 0.047413 -0.01182 0.04294 0.968881",
  "1.255528 -0.076749 -0.178779 -0.078411 0.930809 0.147602 0.004733 0.691367 0.3039",
].map((numbers) => numbers.split(" ").map(Number));

const times = (m: readonly number[], [r, g, b]: Rgb): Rgb =>
  toRgb((i) => (m[3 * i] as number) * r + (m[3 * i + 1] as number) * g + (m[3 * i + 2] as number) * b);

/** B. Ottosson's OKLab (2020), in which equal distances look about equal. */
const toLms = [
  0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376, 0.6299787005,
];
const toLab = [
  0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662, -0.808675766,
];
const oklab = (rgb: Rgb) => {
  const lms = times(toLms, rgb);
  return times(
    toLab,
    toRgb((i) => Math.cbrt(Math.max(0, lms[i] as number))),
  );
};
const distance = (a: Rgb, b: Rgb) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

describe.each([
  ["light", light],
  ["dark", dark],
])("the colours of engines, %s", (_, theme) => {
  it("stand out from the background, three to one at least", () => {
    const background = luminance(backgroundOf(theme));
    for (const color of colorsIn(theme)) {
      const [low, high] = [luminance(color), background].sort((a, b) => a - b) as [number, number];
      expect((high + 0.05) / (low + 0.05)).toBeGreaterThan(3);
    }
  });

  it("stay apart in colour-blind eyes", () => {
    for (const vision of visions) {
      const seen = colorsIn(theme).map((color) => oklab(times(vision, color)));
      for (const [i, a] of seen.entries()) for (const b of seen.slice(0, i)) expect(distance(a, b)).toBeGreaterThan(0.065);
    }
  });
});

describe("the style of an engine", () => {
  const look = (executionOrder: number | null, candidateOrder: number | null) =>
    JSON.stringify(toEngineStyle({ executionOrder, candidateOrder }));

  it("differs among the first 40, in more than colour from the ninth on", () => {
    expect(new Set(Array.from({ length: 40 }, (_, i) => look(i, null))).size).toBe(40);
    expect(toEngineStyle({ executionOrder: 8, candidateOrder: 0 })).toMatchObject({ color: "var(--engine-0)", shape: 1, dash: "7 3" });
  });

  it("of engines of comparisons alone is no executed one's", () => {
    const executed = Array.from({ length: 16 }, (_, i) => look(i, i));
    expect(executed.filter((one) => Array.from({ length: 16 }, (_, i) => look(null, i)).includes(one))).toEqual([]);
  });
});
