import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { breakGuard, guardMutations } from "./guard-mutations.mjs";
import { inRoot } from "./places.mjs";

it.each(guardMutations)("the guard on $guard can be broken in today's source, and has a spec", (mutation) => {
  const source = readFileSync(inRoot(mutation.file), "utf8");
  expect(breakGuard(mutation, source)).not.toBe(source);
  expect(existsSync(inRoot("e2e", "specs", `${mutation.spec}.spec.ts`))).toBe(true);
});

it("a guard whose text is not in its source is refused", () => {
  const [mutation] = guardMutations;
  expect(() => breakGuard(mutation, "")).toThrow("is not in src/main/desktop/guards.ts exactly once");
});
