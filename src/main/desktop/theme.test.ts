import { describe, expect, it, vi } from "vitest";

vi.mock("electron", () => ({ nativeTheme: {} }));
const { themeIn } = await import("./theme.ts");

describe("themeIn", () => {
  it("finds a chosen theme and ignores anything else", () => {
    expect(themeIn('{"app.theme":"dark"}')).toBe("dark");
    expect(themeIn('{"app.theme":"light"}')).toBe("light");
    for (const kept of ["", "{}", "null", "[]", '{"app.theme":"auto"}', '{"app.theme":1}', "{"])
      expect(themeIn(kept), kept).toBeUndefined();
  });
});
