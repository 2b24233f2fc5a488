import { expect, it } from "vitest";
import { withRoom } from "./Axes.tsx";

it("labels neither overlap nor leave the chart at its right", () => {
  const ticks = [50, 70, 160, 240].map((at) => ({ at, label: "11-15" }));
  const shown = withRoom(ticks, 48, 244);
  expect(shown.map(({ at }) => at)).toEqual([50, 160, 240]);
  expect(shown[1]?.labelAt).toBe(160);
  expect(shown[2]?.labelAt).toBe(236);
});
