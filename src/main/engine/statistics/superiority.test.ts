import { expect, it } from "vitest";
import { superiority } from "./superiority.ts";

const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
const variance = (values: readonly number[]) => values.reduce((sum, one) => sum + (one - mean(values)) ** 2, 0) / (values.length - 1);

function place(a: readonly number[], b: readonly number[]) {
  const score = (x: number, y: number) => (x > y ? 1 : x === y ? 0.5 : 0);
  const ofA = a.map((x) => mean(b.map((y) => score(x, y))));
  const ofB = b.map((y) => mean(a.map((x) => score(x, y))));
  return { m: a.length, n: b.length, share: mean(ofA), variances: [variance(ofA), variance(ofB)] as const };
}

it("is that of lawstat and scipy on the logit scale, of the pain scores of Brunner and Munzel", () => {
  // brunner.munzel.test: 0.788961, 0.5952169 to 0.9827052, df 17.683; scipy.stats.brunnermunzel: statistic 3.1374674823029505.
  const a = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4];
  const b = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1];
  const placed = place(a, b);
  const { value, low, high } = superiority(placed, 0.05);
  expect((value ?? 0) + 0.5).toBeCloseTo(0.788961, 6);
  const half = (0.9827052 - 0.5952169) / 2;
  const onLogit = (sign: number) => Math.log(0.788961 / (1 - 0.788961)) + (sign * half) / (0.788961 * (1 - 0.788961));
  const logit = (share: number) => Math.log(share / (1 - share));
  expect(logit((low ?? 0) + 0.5)).toBeCloseTo(onLogit(-1), 4);
  expect(logit((high ?? 0) + 0.5)).toBeCloseTo(onLogit(1), 4);
  const error = Math.sqrt(placed.variances[0] / placed.m + placed.variances[1] / placed.n);
  expect((value ?? 0) / error).toBeCloseTo(3.1374674823029505, 12);
});

it("stays within what can be, and is not sure of few values that are all apart", () => {
  const { value, low, high } = superiority(place([10, 11, 12], [1, 2, 3, 4]), 0.05);
  expect([value, high]).toEqual([0.5, 0.5]);
  // statsmodels proportion_confint(3, 3, method="wilson")
  expect((low ?? 0) + 0.5).toBeCloseTo(0.4385, 4);
  expect(superiority(place([1, 9, 9, 9], [1, 2, 2, 2, 2, 2]), 0.0001).high).toBeLessThan(0.5);
  expect(superiority({ m: 1, n: 50, share: 1, variances: [0, 0] }, 0.05)).toEqual({ value: 0.5, low: null, high: null });
});
