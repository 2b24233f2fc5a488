import { describe, expect, it } from "vitest";
import { matchesKey } from "./key-match.ts";

const press = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe("matchesKey", () => {
  it("takes Ctrl and ⌘ as mod, and only when asked", () => {
    expect(matchesKey("mod+z", press("z", { ctrlKey: true }))).toBe(true);
    expect(matchesKey("mod+z", press("z", { metaKey: true }))).toBe(true);
    expect(matchesKey("z", press("z", { ctrlKey: true }))).toBe(false);
  });

  it("tells undo from redo by shift, with the letter the keyboard then sends", () => {
    expect(matchesKey("mod+shift+z", press("Z", { ctrlKey: true, shiftKey: true }))).toBe(true);
    expect(matchesKey("mod+z", press("Z", { ctrlKey: true, shiftKey: true }))).toBe(false);
  });

  it("lets signs and digits be written with shift, as their keyboards do", () => {
    expect(matchesKey("?", press("?", { shiftKey: true }))).toBe(true);
    expect(matchesKey("1", press("1", { shiftKey: true }))).toBe(true);
    expect(matchesKey("1", press("!", { shiftKey: true }))).toBe(false);
  });

  it("knows named keys and alt", () => {
    expect(matchesKey("ArrowDown", press("ArrowDown"))).toBe(true);
    expect(matchesKey("alt+ArrowUp", press("ArrowUp", { altKey: true }))).toBe(true);
    expect(matchesKey("ArrowUp", press("ArrowUp", { altKey: true }))).toBe(false);
    expect(matchesKey("Space", press(" "))).toBe(true);
  });
});
