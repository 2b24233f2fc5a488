import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "../fixtures.ts";
import { goTo } from "./app.ts";

test("machine settings are edited on the screen and stored outside the workspace, and a rejected one is named", async ({ assay }) => {
  const { page } = assay;
  await goTo(page, "Settings");
  const section = page.getByRole("region", { name: "This machine" });
  const native = section.getByRole("switch", { name: "Native backend" });
  await expect(native).not.toBeChecked();
  await section.locator("label", { hasText: "Native backend" }).click();
  await expect(native).toBeChecked();

  const folders = section.getByRole("textbox", { name: "Follow links to" });
  await folders.fill("data");
  await section.getByRole("button", { name: "Save folders" }).click();
  await expect(section.getByRole("alert")).toContainText("follow_links_to.0: must be the absolute path of a folder");
  await folders.fill("/data/sets\n/data/more");
  await section.getByRole("button", { name: "Save folders" }).click();
  await expect(section.getByRole("button", { name: "Save folders" })).toBeHidden();
  await expect(section.getByRole("alert")).toBeHidden();

  const kept = JSON.parse(await readFile(join(assay.stateDir, "machine.json"), "utf8"));
  expect(kept).toEqual({ reviewer: "", native_models: true, follow_links_to: ["/data/sets", "/data/more"], collect_in_background: false });
  await page.reload();
  await goTo(page, "Settings");
  await expect(native).toBeChecked();
  await expect(folders).toHaveValue("/data/sets\n/data/more");
});
