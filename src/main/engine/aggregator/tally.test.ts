import { describe, expect, it } from "vitest";
import { Tally } from "./tally.ts";

const answer = (latencyMs: number | null, cached: boolean) => ({ engineId: "a", success: true, latencyMs, quality: null, cached });

describe("cached answers", () => {
  it("count, and their latencies do not", () => {
    const tally = new Tally();
    for (const facts of [answer(100, false), answer(2, true), answer(null, true)]) tally.add(facts);
    expect(tally.toRecord([50])).toMatchObject({ count: 3, latency_ms: { n: 1, min: 100, max: 100, p50: 100, cached_left_out: 1 } });
  });

  it("are left out of merged latencies, and counted where there is no other", () => {
    const tally = new Tally();
    const other = new Tally();
    tally.add(answer(3, true));
    expect(tally.toRecord([50]).latency_ms).toEqual({ n: 0, cached_left_out: 1 });
    other.add(answer(7, true));
    other.add(answer(5, false));
    tally.merge(other);
    expect(tally.toRecord([50])).toMatchObject({ count: 3, latency_ms: { n: 1, avg: 5, cached_left_out: 2 } });
  });
});
