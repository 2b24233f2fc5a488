import { describe, expect, it } from "vitest";
import { isBackwards, presets, resolveRange } from "./range.ts";

describe("time range", () => {
  it("all has no ends", () => {
    expect(resolveRange({ kind: "all" }, 1000)).toEqual({});
  });

  it("a preset counts back from the newest data and includes it", () => {
    expect(resolveRange({ kind: "preset", preset: "hour" }, 1_700_000_000)).toEqual({ fromS: 1_699_996_401, toS: 1_700_000_001 });
    for (const { name, seconds } of presets) {
      const scope = resolveRange({ kind: "preset", preset: name }, 1_700_000_000);
      expect(scope?.toS).toBe(1_700_000_001);
      expect((scope?.toS ?? 0) - (scope?.fromS ?? 0)).toBe(seconds);
    }
  });

  it("a preset never starts before 1970 and waits for the newest time", () => {
    expect(resolveRange({ kind: "preset", preset: "day" }, 10)).toEqual({ fromS: 0, toS: 11 });
    expect(resolveRange({ kind: "preset", preset: "day" }, undefined)).toBeNull();
  });

  it("custom keeps open ends open", () => {
    expect(resolveRange({ kind: "custom", fromS: 5, toS: undefined }, undefined)).toEqual({ fromS: 5 });
    expect(resolveRange({ kind: "custom", fromS: 5, toS: 9 }, undefined)).toEqual({ fromS: 5, toS: 9 });
  });

  it("knows a backwards range", () => {
    expect(isBackwards({ fromS: 9, toS: 9 })).toBe(true);
    expect(isBackwards({ fromS: 8, toS: 9 })).toBe(false);
    expect(isBackwards({ toS: 9 })).toBe(false);
  });
});
