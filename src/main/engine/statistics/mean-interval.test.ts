import { expect, it } from "vitest";
import { meanInterval, student95 } from "./mean-interval.ts";

it("has the points of Student's distribution that scipy has", () => {
  const published: [degrees: number, point: number][] = [
    [4, 2.7764451],
    [5, 2.5705818],
    [10, 2.2281389],
    [30, 2.0422725],
    [1000, 1.9623391],
  ];
  for (const [degrees, point] of published) expect(Math.abs(student95(degrees) - point), String(degrees)).toBeLessThan(0.002);
});

it("is the textbook's interval, within the scores that can be", () => {
  const values = [0.6, 0.7, 0.8, 0.9, 0.5, 0.7];
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value ** 2, 0);
  // scipy.stats.t.interval(0.95, 5, loc=mean, scale=sem)
  const interval = meanInterval(6, sum, squares);
  expect(interval?.low).toBeCloseTo(0.5516, 3);
  expect(interval?.high).toBeCloseTo(0.8484, 3);
  expect(meanInterval(5, 5, 5)).toEqual({ low: 1, high: 1 });
  expect(meanInterval(5, 4, 4)?.high).toBe(1);
  expect(meanInterval(4, 2, 1)).toBeNull();
});
