import { describe, expect, it } from "vitest";
import { computeProgress, formatJobState, formatShape, shortHash } from "./jobs.ts";

describe("words about model files", () => {
  it("says how far an import is", () => {
    expect(computeProgress({ sizeBytes: 0, writtenBytes: 0 })).toBe(1);
    expect(computeProgress({ sizeBytes: 4, writtenBytes: 1 })).toBe(0.25);
    expect(computeProgress({ sizeBytes: 4, writtenBytes: 9 })).toBe(1);
    const job = { name: "m.gguf", sizeBytes: 200_000_000, writtenBytes: 50_000_000, kept: null };
    expect(formatJobState({ ...job, state: "running" })).toBe("50 MB of 200 MB, 25%");
    expect(formatJobState({ ...job, state: "cancelled" })).toContain("nothing was kept");
  });

  it("says under which name a file is kept", () => {
    const done = { name: "m.gguf", state: "done", sizeBytes: 200_000_000, writtenBytes: 200_000_000 } as const;
    expect(formatJobState({ ...done, kept: { name: "m.gguf", outcome: "added" } })).toBe("imported, 200 MB");
    expect(formatJobState({ ...done, kept: { name: "m (2).gguf", outcome: "added" } })).toBe("imported as m (2).gguf, 200 MB");
    expect(formatJobState({ ...done, kept: { name: "llama.gguf", outcome: "same" } })).toBe("already here as llama.gguf, not stored twice");
    expect(formatJobState({ ...done, kept: { name: "m.gguf", outcome: "repaired" } })).toContain("stored again: m.gguf was lost");
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
