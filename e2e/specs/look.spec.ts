import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { chooseTheme, goTo, heading, railItem, viewNames } from "./app.ts";
import { cutOff } from "./cut-off.ts";
import { settled } from "./settled.ts";

test.use({ onSample: true });

const looks = [
  { theme: "light", width: 1440, height: 900 },
  { theme: "dark", width: 1000, height: 700 },
] as const;
type Look = (typeof looks)[number];

for (const look of looks) {
  const { theme, width, height } = look;
  test(`no view has axe violations or is cut off, ${theme} at ${width} × ${height}`, async ({ assay }) => {
    test.slow();
    await assay.page.setViewportSize({ width, height });
    await chooseTheme(assay.page, theme);
    for (const view of viewNames) {
      await goTo(assay.page, view);
      await expectClean(assay.page, look, view);
      expect.soft(await cutOff(assay.page), view).toEqual([]);
      if (view !== "Comparisons") continue;
      await expectLayoutsClean(assay.page, look);
      await expectFairnessClean(assay.page, look);
    }
    await goTo(assay.page, "Samples");
    await expectPartsClean(assay.page, look);
  });
}

/** Of the second look the colours alone: the elements are those of the first. */
async function expectClean(page: Page, { theme }: Look, what: string): Promise<void> {
  await settled(page);
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (theme === "light" ? axe : axe.withRules("color-contrast")).analyze();
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`));
  expect.soft(found, what).toEqual([]);
}

/** The other ways to lay out the candidates of a comparison: the words that differ, and the grid. */
async function expectLayoutsClean(page: Page, look: Look): Promise<void> {
  for (const key of ["d", "v"]) {
    await page.keyboard.press(key);
    await expectClean(page, look, `Comparisons, ${key}`);
    await page.keyboard.press(key);
  }
}

/** What the sample's judge prefers, beside the review. */
async function expectFairnessClean(page: Page, look: Look): Promise<void> {
  await page.keyboard.press("i");
  await expect(page.getByRole("rowheader", { name: "Judge" })).toHaveCount(3);
  await expectClean(page, look, "Fairness");
  await page.keyboard.press("i");
}

/** The export dialog and the other parts of the dataset, of a view that shows the samples. */
async function expectPartsClean(page: Page, look: Look): Promise<void> {
  await page.getByRole("button", { name: "Export…" }).click();
  await expect(page.getByRole("button", { name: /^Export \d/ })).toBeEnabled();
  await expectClean(page, look, "Export");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  for (const part of ["Checks", "Duplicates", "Snapshots"]) {
    await page.keyboard.press("v");
    await expect(page.getByRole("radio", { name: part })).toBeChecked();
    await expectClean(page, look, part);
  }
}

test("every view is reached by keyboard alone, and Tab cycles through each: nothing traps the focus", async ({ assay }) => {
  test.slow();
  const { page } = assay;
  for (const view of [...viewNames].reverse()) {
    await railItem(page, view).focus();
    await page.keyboard.press("Enter");
    await expect(heading(page)).toHaveText(view);
    await settled(page);
    expect(await comesRound(page), `Tab, around ${view}`).toBe(true);
  }
  // SQL came last, and took the last digit.
  for (const [index, view] of [...viewNames.filter((name) => name !== "SQL"), "SQL" as const].entries()) {
    await page.keyboard.press("g");
    await page.keyboard.press(String(index));
    await expect(heading(page)).toHaveText(view);
  }
});

/** Whether Tab, pressed up to 200 times, comes back to where it began. */
async function comesRound(page: Page): Promise<boolean> {
  const item = railItem(page, "Live");
  await item.focus();
  const met = await item.evaluateHandle((element) => {
    const seen = { count: 0 };
    element.addEventListener("focus", () => {
      seen.count += 1;
    });
    return seen;
  });
  for (let presses = 0; presses < 200; presses += 10) {
    for (let i = 0; i < 10; i++) await page.keyboard.press("Tab");
    if ((await met.evaluate(({ count }) => count)) > 0) return true;
  }
  return false;
}
