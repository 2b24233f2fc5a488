import { describe, expect, it } from "vitest";
import { fittedTicks, frontier, placeLabels } from "./tradeoff.ts";

const at = (engineId: string, x: number, y: number) => ({ engineId, x, y });

describe("trade-offs", () => {
  it("the frontier is what nothing else beats", () => {
    const points = [
      at("slow good", 9, 0.9),
      at("beaten", 5, 0.4),
      at("fast", 1, 0.3),
      at("middle", 4, 0.6),
      at("equal but slower", 6, 0.6),
    ];
    expect(frontier(points, true).map(({ engineId }) => engineId)).toEqual(["fast", "middle", "slow good"]);
    expect(frontier(points, false).map(({ engineId }) => engineId)).toEqual(["fast"]);
    expect(frontier([], true)).toEqual([]);
  });

  it("ticks fit the data and are round", () => {
    expect(fittedTicks([0.52, 0.86])).toEqual([0.5, 0.6, 0.7, 0.8, 0.9]);
    expect(fittedTicks([5, 5]).length).toBeGreaterThan(1);
    expect(fittedTicks([])).toEqual([0, 1]);
  });

  it("labels cover neither each other nor a point, nor leave the chart; without room there is none", () => {
    const box = { left: 0, right: 200, top: 0, bottom: 100 };
    const points = [
      { engineId: "a", text: "first", x: 100, y: 50 },
      { engineId: "b", text: "other", x: 112, y: 50 },
    ];
    const [a, b] = placeLabels(points, points, box);
    expect([a?.anchor, b?.anchor]).toEqual(["end", "start"]);
    expect(placeLabels([{ engineId: "c", text: "much too long a name for so little room", x: 100, y: 50 }], [], box)).toEqual([]);
  });
});
