import { expect, test } from "../fixtures.ts";
import { goTo, heading } from "./app.ts";

test.use({ onSample: true });

test("what is looked at has an address; Back and forward walk through it; a reload and a link show it again", async ({ assay }) => {
  const { page } = assay;
  const hash = () => new URL(page.url()).hash;
  await goTo(page, "Engines");
  await expect.poll(hash).toBe("#/engines");
  await goTo(page, "Executions");
  const list = page.getByRole("listbox", { name: "Executions" });
  await list.getByRole("option").first().click();
  await page.keyboard.press("Escape");
  await page.getByLabel("Search text").fill("the");
  await expect.poll(hash).toMatch(/^#\/executions\?text=the&record=\d+/);
  // Typing and moving are no steps.
  await page.goBack();
  await expect(heading(page)).not.toHaveText("Overview");
  await page.goForward();
  await expect.poll(hash).toContain("text=the");
  const address = hash();
  await page.reload();
  await expect(heading(page)).toHaveText("Executions");
  await expect(page.getByLabel("Search text")).toHaveValue("the");
  expect(hash()).toBe(address);

  await page.evaluate(() => {
    window.location.hash = "#/engines?successful-only=yes&sort=-count";
  });
  await expect(heading(page)).toHaveText("Engines");
  await expect(page.getByRole("switch", { name: "Successful only" })).toBeChecked();
  await page.goBack();
  await expect(heading(page)).toHaveText("Executions");
  await page.evaluate(() => {
    window.location.hash = "#/nowhere?x=1";
  });
  await expect.poll(hash).toBe(address);
});
