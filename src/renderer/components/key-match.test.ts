import { describe, expect, it } from "vitest";
import { findKey, isComposing, matchesKey, navigationKey } from "./key-match.ts";

const press = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> & { code?: string } = {}) => ({
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
    expect(matchesKey("1", press("!", { shiftKey: true, code: "Digit1" }))).toBe(false);
  });

  it("knows named keys and alt", () => {
    expect(matchesKey("ArrowDown", press("ArrowDown"))).toBe(true);
    expect(matchesKey("alt+ArrowUp", press("ArrowUp", { altKey: true }))).toBe(true);
    expect(matchesKey("ArrowUp", press("ArrowUp", { altKey: true }))).toBe(false);
    expect(matchesKey("Space", press(" "))).toBe(true);
  });
});

/** The keys of the views. */
const names = [
  ..."1230xwtbsnjklhqaedcg/?",
  ...["mod+z", "mod+shift+z", "mod+y", "mod+k", "shift+a", "shift+h", "Enter", "Escape", "ArrowDown"],
];

/** What Chromium sends: [layout, key, code, what is held, the shortcut it is; undefined for none]. */
const presses: [layout: string, key: string, code: string, held: "" | "ctrl" | "shift" | "ctrl+shift" | "alt", name: string | undefined][] =
  [
    ["us", "j", "KeyJ", "", "j"],
    ["us", "J", "KeyJ", "", "j"],
    ["us", "1", "Digit1", "", "1"],
    ["us", "1", "Numpad1", "", "1"],
    ["us", "End", "Numpad1", "", undefined],
    ["us", "/", "Slash", "", "/"],
    ["us", "?", "Slash", "shift", "?"],
    ["us", "@", "Digit2", "shift", undefined],
    ["us", "A", "KeyA", "shift", "shift+a"],
    ["us", "z", "KeyZ", "ctrl", "mod+z"],
    ["us", "Z", "KeyZ", "ctrl+shift", "mod+shift+z"],
    ["us", "j", "KeyJ", "ctrl", undefined],
    ["us", "1", "Digit1", "ctrl", undefined],
    ["us", "j", "KeyJ", "alt", undefined],
    ["fr", "&", "Digit1", "", "1"],
    ["fr", "é", "Digit2", "", "2"],
    ["fr", '"', "Digit3", "", "3"],
    ["fr", "à", "Digit0", "", "0"],
    ["fr", "1", "Digit1", "shift", "1"],
    ["fr", "3", "Numpad3", "", "3"],
    ["fr", "a", "KeyQ", "", "a"],
    ["fr", "q", "KeyA", "", "q"],
    ["fr", "z", "KeyW", "ctrl", "mod+z"],
    ["fr", "w", "KeyZ", "ctrl", undefined],
    ["fr", "Z", "KeyW", "ctrl+shift", "mod+shift+z"],
    ["fr", "A", "KeyQ", "shift", "shift+a"],
    ["fr", ",", "KeyM", "", undefined],
    ["fr", "?", "KeyM", "shift", "?"],
    ["fr", "/", "Period", "shift", "/"],
    ["fr", "ù", "Quote", "", undefined],
    ["de", "z", "KeyY", "ctrl", "mod+z"],
    ["de", "y", "KeyZ", "ctrl", "mod+y"],
    ["de", "/", "Digit7", "shift", "/"],
    ["de", "?", "Minus", "shift", "?"],
    ["de", "ö", "Semicolon", "", undefined],
    ["cz", "+", "Digit1", "", "1"],
    ["cz", "ě", "Digit2", "", "2"],
    ["cz", "š", "Digit3", "", "3"],
    ["cz", "é", "Digit0", "", "0"],
    ["cz", "1", "Digit1", "shift", "1"],
    ["cz", "z", "KeyY", "ctrl", "mod+z"],
    ["cz", "/", "BracketLeft", "shift", "/"],
    ["cz", "?", "Comma", "shift", "?"],
    ["sk", "ľ", "Digit2", "", "2"],
    ["hu", "1", "Digit1", "", "1"],
    ["hu", "ö", "Digit0", "", "0"],
    ["hu", "/", "Digit6", "shift", "/"],
    ["ru", "о", "KeyJ", "", "j"],
    ["ru", "О", "KeyJ", "", "j"],
    ["ru", "л", "KeyK", "", "k"],
    ["ru", "ч", "KeyX", "", "x"],
    ["ru", "е", "KeyT", "", "t"],
    ["ru", "ц", "KeyW", "", "w"],
    ["ru", "2", "Digit2", "", "2"],
    ["ru", "Ф", "KeyA", "shift", "shift+a"],
    ["ru", "я", "KeyZ", "ctrl", "mod+z"],
    ["ru", "Я", "KeyZ", "ctrl+shift", "mod+shift+z"],
    ["ru", "н", "KeyY", "ctrl", "mod+y"],
    ["ru", "л", "KeyK", "ctrl", "mod+k"],
    ["ru", "ж", "Semicolon", "", undefined],
    ["ru", ".", "Slash", "", undefined],
    ["ru", "?", "Digit7", "shift", "?"],
    ["ru", "/", "Backslash", "shift", "/"],
    ["gr", "ξ", "KeyJ", "", "j"],
    ["gr", "χ", "KeyX", "", "x"],
    ["gr", "ς", "KeyW", "", "w"],
    ["gr", ";", "KeyQ", "", "q"],
    ["gr", "ζ", "KeyZ", "ctrl", "mod+z"],
    ["gr", "Ζ", "KeyZ", "ctrl+shift", "mod+shift+z"],
    ["gr", "/", "Slash", "", "/"],
    ["he", "ח", "KeyJ", "", "j"],
    ["he", "ס", "KeyX", "", "x"],
    ["he", "'", "KeyW", "", "w"],
    ["he", "/", "KeyQ", "", "/"],
    ["he", "ז", "KeyZ", "ctrl", "mod+z"],
    ["he", "ץ", "Period", "", undefined],
    ["he", "ת", "Comma", "", undefined],
    ["ar", "ت", "KeyJ", "", "j"],
    ["ar", "لا", "KeyB", "", "b"],
    ["ar", "ئ", "KeyZ", "ctrl", "mod+z"],
    ["ar", "١", "Digit1", "", "1"],
    ["ar", "؟", "Slash", "shift", "?"],
    ["ar", "ظ", "Slash", "", "/"],
    ["fa", "۲", "Digit2", "", "2"],
    ["hi", "र", "KeyJ", "", "j"],
    ["hi", "ो", "KeyA", "", "a"],
    ["th", "่", "KeyJ", "", "j"],
    ["ko", "ㅓ", "KeyJ", "", "j"],
    ["ja, full width", "ｊ", "KeyJ", "", "j"],
    ["ja, full width", "１", "Digit1", "", "1"],
    ["dvorak", "j", "KeyC", "", "j"],
    ["dvorak", "h", "KeyJ", "", "h"],
    ["dvorak", "z", "Slash", "ctrl", "mod+z"],
    ["dvorak", ";", "KeyZ", "ctrl", undefined],
    ["dvorak", ";", "KeyZ", "", undefined],
    ["dvorak", "'", "KeyQ", "", undefined],
    ["dvorak", ",", "KeyW", "", undefined],
    ["dvorak", "/", "BracketLeft", "", "/"],
    ["tr", "ı", "KeyI", "", undefined],
    ["no code", "j", "", "", "j"],
    ["no key", "Unidentified", "KeyJ", "", "j"],
  ];

describe("a key on a keyboard layout", () => {
  it.each(presses)("%s: %s (%s %s)", (_layout, key, code, held, name) => {
    const event = press(key, {
      code,
      ctrlKey: held.includes("ctrl"),
      shiftKey: held.includes("shift"),
      altKey: held.includes("alt"),
    });
    expect(findKey(names, event)).toBe(name);
    for (const one of names) if (one !== name) expect([one, matchesKey(one, event)]).toEqual([one, false]);
  });

  it("moves in lists by the same rules", () => {
    expect(navigationKey(press("о", { code: "KeyJ" }))).toBe("j");
    expect(navigationKey(press("h", { code: "KeyJ" }))).toBe("h");
    expect(navigationKey(press("J", { code: "KeyJ" }))).toBe("j");
    expect(navigationKey(press("J", { code: "KeyJ", shiftKey: true }))).toBe("J");
    expect(navigationKey(press("PageDown", { code: "PageDown" }))).toBe("PageDown");
  });
});

describe("isComposing", () => {
  it("knows a press inside a composition, and the one that ends it", () => {
    expect(isComposing({ isComposing: true, keyCode: 27 })).toBe(true);
    expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
    expect(isComposing({ isComposing: false, keyCode: 27 })).toBe(false);
  });
});
