import { appCommands } from "../../../src/contract/index.ts";
import { expect, test } from "../../fixtures.ts";
import { exitOf } from "../../hosts/exit.ts";
import { heading } from "../app.ts";
import { mainProcess } from "./main.ts";

test("every item of the menu that names a view leads there, and Help shows the keys", async ({ assay }) => {
  const { page } = assay;
  const choose = (id: string) =>
    mainProcess(assay).evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.click(), id);
  const ways = appCommands.filter(({ id }) => id.startsWith("go.")).reverse();
  for (const { id, label } of ways) {
    await choose(id);
    await expect(heading(page)).toHaveText(label);
  }
  await choose("back");
  await expect(heading(page)).toHaveText(ways.at(-2)?.label ?? "");
  await choose("forward");
  await expect(heading(page)).toHaveText(ways.at(-1)?.label ?? "");
  await choose("shortcuts");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Go to view");
});

test("the menu has every command of its table, once, and keys that the system takes", async ({ assay }) => {
  const items = await mainProcess(assay).evaluate(({ Menu }) => {
    const found: { id: string; label: string; accelerator: string | undefined; role: string | undefined }[] = [];
    const collect = (menu: Electron.Menu | null | undefined) => {
      for (const { id, label, accelerator, role, submenu } of menu?.items ?? []) {
        found.push({ id, label, accelerator: accelerator as string | undefined, role });
        collect(submenu);
      }
    };
    collect(Menu.getApplicationMenu());
    return found;
  });
  for (const { id, label, menu } of appCommands) {
    expect(
      items.filter((item) => item.id === id).map((item) => item.label),
      id,
    ).toEqual(menu === undefined ? [] : [label]);
  }
  const accelerators = items.flatMap(({ accelerator }) => accelerator ?? []);
  expect(new Set(accelerators).size, accelerators.join(", ")).toBe(accelerators.length);
});

test("keys of the menu reach whoever has them: Ctrl+K the screen, once, and Ctrl+Q ends the program in order", async ({ assay }) => {
  const main = mainProcess(assay);
  const press = (keyCode: string) =>
    main.evaluate(({ BrowserWindow }, key) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.focus();
      for (const type of ["keyDown", "keyUp"] as const) contents?.sendInputEvent({ type, keyCode: key, modifiers: ["control"] });
    }, keyCode);
  const command = assay.page.getByRole("textbox", { name: "Command" });
  await expect(heading(assay.page)).toBeVisible();
  await press("k");
  // Twice would close it again.
  await expect(command).toBeFocused();
  const ended = exitOf(main.process());
  await press("q").catch(() => {});
  expect(await ended).toBe(0);
});
