import type { MenuItemConstructorOptions } from "electron";
import { describe, expect, it } from "vitest";
import { appCommand, appCommands, isShellCommandId, viewLabels, viewNames } from "../../contract/index.ts";
import { toAccelerator } from "./accelerator.ts";
import { type MenuActions, type MenuContents, menuTemplate } from "./menu.ts";
import { checkMenuState } from "./menu-state.ts";

const itemsOf = (menu: MenuItemConstructorOptions | undefined) => (menu?.submenu ?? []) as MenuItemConstructorOptions[];
const contents: MenuContents = { isMac: false, isPackaged: true, hasWindow: true, state: null, recent: [] };

function build(over: Partial<MenuContents> = {}) {
  const done: string[][] = [];
  const actions: MenuActions = {
    run: (id) => done.push(["run", id]),
    openRecent: (path) => done.push(["open", path]),
    clearRecent: () => done.push(["clear"]),
  };
  const template = menuTemplate({ ...contents, ...over }, actions);
  const all = template.flatMap(itemsOf);
  return { template, all, done, find: (id: string) => all.find((item) => item.id === id) };
}
function click(item: MenuItemConstructorOptions | undefined): void {
  if (item?.click === undefined) throw new Error("There is nothing to click.");
  (item.click as () => void)();
}

describe("the desktop's menu", () => {
  it("names every view and sends its command", () => {
    const { template, done } = build();
    const go = itemsOf(template.find(({ label }) => label === "&Go"));
    expect(go.map(({ label }) => label)).toEqual([...viewNames.map((view) => viewLabels[view]), "Back", "Forward"]);
    for (const item of go) click(item);
    expect(done).toEqual([...viewNames.map((view) => ["run", `go.${view}`]), ["run", "back"], ["run", "forward"]]);
  });

  it("has every command of the desktop, under its own label", () => {
    const { find } = build();
    const here = appCommands.filter(({ host }) => host !== "web");
    expect(here.filter(({ id, label }) => find(id)?.label !== label)).toEqual([]);
    expect(find("tab")).toBeUndefined();
  });

  it("shows a key with a modifier and registers none: the screen has them", () => {
    const { all, find } = build({ isPackaged: false });
    expect(find("palette")).toMatchObject({ label: appCommand("palette").label, accelerator: "CommandOrControl+k" });
    const shown = all.filter(({ accelerator }) => accelerator !== undefined);
    expect(shown.map(({ id }) => id)).toEqual(["window.new", "window.open", "rail", "back", "forward", "palette"]);
    for (const item of shown) expect(item.registerAccelerator, item.id).toBe(false);
  });

  it("shows what the page said: its keys, what cannot be run, and the view's commands", () => {
    const state = checkMenuState({
      app: [
        { id: "undo", key: "", enabled: false },
        { id: "go.live", key: "1", enabled: true },
      ],
      view: { name: "samples", commands: [{ id: "samples.edit", label: "Edit R&D", key: "e", enabled: false }] },
    });
    expect(state).not.toBeNull();
    const { template, find, done } = build({ state });
    expect(find("undo")?.enabled).toBe(false);
    expect(find("redo")?.enabled).toBe(true);
    expect(find("go.live")).toMatchObject({ accelerator: "1", registerAccelerator: false });
    const samples = template.find(({ label }) => label === "Samples");
    expect(itemsOf(samples)).toMatchObject([{ id: "samples.edit", label: "Edit R&&D", accelerator: "e", enabled: false }]);
    click(itemsOf(samples)[0]);
    expect(done).toEqual([["run", "samples.edit"]]);
    expect(build({ state, isMac: true }).find("samples.edit")).not.toHaveProperty("accelerator");
  });

  it("without a window offers to open one, and nothing that needs one", () => {
    const { find } = build({ hasWindow: false });
    const here = appCommands.filter(({ host }) => host !== "web");
    expect(here.filter(({ id }) => find(id)?.enabled !== isShellCommandId(id))).toEqual([]);
  });

  it("lists recent workspaces, and clears the list", () => {
    const recent = [
      { path: "/data/a&b", name: "a&b" },
      { path: "/data/\u202egpj", name: "\u202egpj" },
    ];
    const openRecent = (list: MenuContents["recent"]) => {
      const { all, done } = build({ recent: list });
      return { items: itemsOf(all.find(({ label }) => label === "Open recent")), done };
    };
    const { items, done } = openRecent(recent);
    expect(items.map(({ label, type }) => label ?? type)).toEqual([
      "/data/a&&b",
      "/data/\ufffdgpj",
      "separator",
      "Clear recent workspaces",
    ]);
    click(items[0]);
    click(items[3]);
    expect(done).toEqual([["open", "/data/a&b"], ["clear"]]);
    expect(openRecent([]).items).toMatchObject([{ label: "Clear recent workspaces", enabled: false }]);
  });
});

describe("toAccelerator", () => {
  it.each([
    ["mod+k", "CommandOrControl+k"],
    ["mod+shift+n", "CommandOrControl+shift+n".replace("shift", "Shift")],
    ["shift+a", "Shift+a"],
    ["ArrowDown", "Down"],
    ["PageUp", "PageUp"],
    ["?", "?"],
    ["mod++", "CommandOrControl+Plus"],
    ["+", "Plus"],
  ])("%s is %s", (key, accelerator) => {
    expect(toAccelerator(key, false)).toBe(accelerator);
  });

  it.each([["g 1"], [""], ["é"], ["mod+"], ["a".repeat(40)], ["mod+k\n"]])("%j has none", (key) => {
    expect(toAccelerator(key, false)).toBeUndefined();
  });

  it("leaves keys without ⌘ out on macOS, where the menu would catch them while somebody types", () => {
    expect(["x", "shift+a", "mod+k"].map((key) => toAccelerator(key, true))).toEqual([undefined, undefined, "CommandOrControl+k"]);
  });
});

describe("checkMenuState", () => {
  const command = { id: "samples.edit", label: "Edit", key: "e", enabled: true };
  const state = { app: [{ id: "undo", key: "", enabled: true }], view: { name: "samples", commands: [command] } };

  it("lets a menu through without what does not belong to it", () => {
    const surplus = { ...state, role: "quit", view: { ...state.view, commands: [{ ...command, role: "quit" }] } };
    expect(checkMenuState(surplus)).toEqual(state);
  });

  it.each([
    [null],
    [[]],
    [{}],
    [{ ...state, app: "undo" }],
    [{ ...state, app: [{ id: "quit", key: "", enabled: true }] }],
    [{ ...state, app: [{ id: "undo", key: "", enabled: "yes" }] }],
    [{ ...state, view: { ...state.view, name: "other" } }],
    [{ ...state, view: { ...state.view, commands: [{ ...command, id: "window.new" }] } }],
    [{ ...state, view: { ...state.view, commands: [{ ...command, label: "x".repeat(121) }] } }],
    [{ ...state, view: { ...state.view, commands: Array.from({ length: 101 }, () => command) } }],
  ])("refuses %j", (value) => {
    expect(checkMenuState(value)).toBeNull();
  });
});
