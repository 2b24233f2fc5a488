import { describe, expect, it } from "vitest";
import { computeProgress, formatJobState, formatShape, shortHash } from "./jobs.ts";

describe("words about model files", () => {
  it("says how far an import is", () => {
    expect(computeProgress({ sizeBytes: 0, writtenBytes: 0 })).toBe(1);
    expect(computeProgress({ sizeBytes: 4, writtenBytes: 1 })).toBe(0.25);
    expect(computeProgress({ sizeBytes: 4, writtenBytes: 9 })).toBe(1);
    expect(formatJobState({ state: "running", sizeBytes: 200_000_000, writtenBytes: 50_000_000 })).toBe("50 MB of 200 MB, 25%");
    expect(formatJobState({ state: "cancelled", sizeBytes: 1, writtenBytes: 0 })).toContain("nothing was kept");
  });

  it("shortens hashes so that both ends can be compared", () => {
    expect(shortHash("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")).toBe("01234567…abcdef");
    expect(shortHash("short")).toBe("short");
  });

  it("writes shapes with symbolic dimensions", () => {
    expect(formatShape(["batch", 128])).toBe("batch × 128");
    expect(formatShape([])).toBe("scalar");
  });
});
