import { describe, expect, it } from "vitest";
import { createRecent, outranksForMs } from "./recent.ts";

const marks = { reviewed: true, tiers: [], outcome: "tie" as const };

describe("marks of a moment ago", () => {
  it("outrank the list for a while and then no longer", () => {
    let now = 0;
    const recent = createRecent<typeof marks>(() => now);
    recent.set("a", marks);
    now = outranksForMs - 1;
    expect(recent.get("a")).toEqual(marks);
    now = outranksForMs;
    expect(recent.get("a")).toBeUndefined();
  });

  it("are forgotten when told to", () => {
    const recent = createRecent<typeof marks>(() => 0);
    recent.set("a", marks);
    recent.forget("a");
    expect(recent.get("a")).toBeUndefined();
    recent.set("b", marks);
    recent.forgetAll();
    expect(recent.get("b")).toBeUndefined();
  });
});
