import { expect, test } from "../../fixtures.ts";
import { shell } from "./shell.ts";

test("the menu runs the commands of the screen", async ({ assay }) => {
  const { page } = assay;
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await shell(assay).ask({ ask: "menu", command: "go.executions" });
  await expect(page.getByRole("heading", { level: 1, name: "Executions" })).toBeVisible();
  await shell(assay).ask({ ask: "menu", command: "shortcuts" });
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help).toContainText("Open full record");
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
});
