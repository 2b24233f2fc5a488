import { expect, it } from "vitest";
import { findSample } from "./find-sample.ts";

it("leads to the sample of the candidate in focus, or else to the first", () => {
  const candidates = [
    { position: 0, sampleRef: null },
    { position: 1, sampleRef: "one" },
    { position: 2, sampleRef: "two" },
  ];
  expect([0, 1, 2, 9].map((focused) => findSample({ candidates }, focused))).toEqual(["one", "one", "two", "one"]);
  expect(findSample({ candidates: [{ position: 0, sampleRef: null }] }, 0)).toBeNull();
  expect(findSample({ candidates, sealed: true }, 1)).toBeNull();
});
