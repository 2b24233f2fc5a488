import type { MenuItemConstructorOptions } from "electron";
import { describe, expect, it, vi } from "vitest";
import { appCommand, viewNames } from "../../contract/index.ts";

vi.mock("electron", () => ({ BrowserWindow: {}, Menu: {} }));
const { menuTemplate } = await import("./menu.ts");

const itemsOf = (menu: MenuItemConstructorOptions | undefined) => (menu?.submenu ?? []) as MenuItemConstructorOptions[];

describe("the desktop's menu", () => {
  it("names every view and sends its command", () => {
    const sent: string[] = [];
    const template = menuTemplate(false, true, (id) => sent.push(id));
    const go = itemsOf(template.find(({ label }) => label === "&Go"));
    expect(go.map(({ label }) => label)).toEqual([
      "Live",
      "Engines",
      "Executions",
      "Comparisons",
      "Samples",
      "Models",
      "Import",
      "Settings",
    ]);
    for (const { click } of go) (click as () => void)();
    expect(sent).toEqual(viewNames.map((view) => `go.${view}`));
  });

  it("shows a key with a modifier and registers none: the screen has them", () => {
    const items = menuTemplate(true, false, () => undefined).flatMap((menu) => itemsOf(menu));
    const palette = items.find(({ id }) => id === "palette");
    expect(palette).toMatchObject({
      label: appCommand("palette").label,
      accelerator: "CommandOrControl+k",
      registerAccelerator: false,
    });
    expect(items.filter(({ id, accelerator }) => id !== "palette" && accelerator !== undefined)).toEqual([]);
  });
});
