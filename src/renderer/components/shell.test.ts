import { describe, expect, it } from "vitest";
import { quoteForShell } from "./shell.ts";

describe("quoteForShell", () => {
  it("quotes only what needs it, and escapes quotes", () => {
    expect(quoteForShell("/home/ada/work-1")).toBe("/home/ada/work-1");
    expect(quoteForShell("/home/ada/my work")).toBe("'/home/ada/my work'");
    expect(quoteForShell("/it's;rm")).toBe("'/it'\\''s;rm'");
  });
});
