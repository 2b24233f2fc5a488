import { expect, it } from "vitest";
import { describeDifference, readAnswer, readStart } from "./peer-answers.ts";

it("a peer's answer and that of assay stats are read alike", () => {
  const stats = JSON.stringify({
    engines: [
      { engine_id: "b", count: 2, latency_ms: { p50: 1, p95: 2, p99: 3 } },
      { engine_id: "a", count: 1, latency_ms: { p50: 4, p95: 5, p99: 6 } },
    ],
  });
  const own = readAnswer(stats);
  const other = readAnswer('some progress\n[["a",1,4,5,6.0000000001],["b",2,1,2,3]]\n');
  expect(own[0]).toEqual(["a", 1, 4, 5, 6]);
  expect(describeDifference(own, other)).toBeUndefined();
});

it("a difference is told", () => {
  expect(describeDifference([["a", 1, 4, 5, 6]], [["a", 1, 4, 5, 7]])).toBe("a: 7 instead of 6");
  expect(describeDifference([["a", 1]], [["b", 1]])).toBe("b instead of a");
  expect(describeDifference([["a", 1]], [])).toBe("0 engines instead of 1");
});

it("the start of a server is read, and is nothing for one without", () => {
  expect(readStart('{"startSeconds":3,"startCpuSeconds":2,"records":1}')).toEqual({ startSeconds: 3, startCpuSeconds: 2 });
  expect(readStart("[1]")).toEqual({ startSeconds: 0, startCpuSeconds: 0 });
  expect(readStart("")).toEqual({ startSeconds: 0, startCpuSeconds: 0 });
});
