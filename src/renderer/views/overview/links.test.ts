import { expect, it } from "vitest";
import { links } from "./links.ts";

it("why slow asks about the percentile of the card, where ten latencies are beyond it", () => {
  expect(links.whySlow("gpt x", 99, 1000)).toBe("#/engines?part=why&of=gpt+x&slow-from=99");
  expect(links.whySlow("gpt x", 99, 999)).toBe("#/engines?part=why&of=gpt+x");
});
