import { expect, it } from "vitest";
import { pauseAfter } from "./rewrite-pause.ts";

it.each([
  ["a small file whose rewrite waited for a busy machine", 5000, 2000, 2],
  ["a large file on a fast disk", 500, 1_000_000_000, 10_000],
  ["a large file on a slow disk", 40_000, 200_000_000, 200_000],
  ["an empty file", 800, 0, 0],
])("the pause after a rewrite is in proportion to its work: %s", (_, tookMs, sizeBytes, pauseMs) => {
  expect(pauseAfter(tookMs, sizeBytes)).toBe(pauseMs);
});
