import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { chooseTheme, goTo, heading, railItem, viewNames } from "./app.ts";
import { cutOff } from "./cut-off.ts";
import { settled } from "./settled.ts";

test.use({ onSample: true });

for (const theme of ["light", "dark"] as const) {
  test(`no view has axe violations, ${theme}`, async ({ assay }) => {
    test.slow();
    await chooseTheme(assay.page, theme);
    for (const view of viewNames) {
      await goTo(assay.page, view);
      await settled(assay.page);
      expect.soft(await findViolations(assay.page), view).toEqual([]);
      if (view === "Executions") await expectFilterClean(assay.page);
      if (view !== "Comparisons") continue;
      await expectLayoutsClean(assay.page);
      await expectFairnessClean(assay.page);
    }
  });

  test(`the export dialog and the parts of the dataset have no axe violations, ${theme}`, async ({ assay }) => {
    test.slow();
    await chooseTheme(assay.page, theme);
    await goTo(assay.page, "Samples");
    await expectPartsClean(assay.page);
  });
}

async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`));
}

/** The engines to filter by, in a popover: the list scrolls. */
async function expectFilterClean(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Engine any" }).click();
  await page.getByRole("combobox", { name: "Engines" }).click();
  await expect(page.getByRole("option").first()).toBeVisible();
  await settled(page);
  expect.soft(await findViolations(page), "Executions, engines").toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
}

/** The other ways to lay out the candidates of a comparison: the words that differ, and the grid. */
async function expectLayoutsClean(page: Page): Promise<void> {
  for (const key of ["d", "v"]) {
    await page.keyboard.press(key);
    await settled(page);
    expect.soft(await findViolations(page), `Comparisons, ${key}`).toEqual([]);
    await page.keyboard.press(key);
  }
}

/** What the sample's judge prefers, beside the review. */
async function expectFairnessClean(page: Page): Promise<void> {
  await page.keyboard.press("i");
  await expect(page.getByRole("rowheader", { name: "Judge" })).toHaveCount(3);
  await settled(page);
  expect.soft(await findViolations(page), "Fairness").toEqual([]);
  await page.keyboard.press("i");
}

/** The export dialog and the other parts of the dataset, of a view that shows the samples. */
async function expectPartsClean(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Export…" }).click();
  await expect(page.getByRole("button", { name: /^Export \d/ })).toBeEnabled();
  await settled(page);
  expect.soft(await findViolations(page), "Export").toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  for (const part of ["Checks", "Duplicates", "Snapshots"]) {
    await page.keyboard.press("v");
    await expect(page.getByRole("radio", { name: part })).toBeChecked();
    await settled(page);
    expect.soft(await findViolations(page), part).toEqual([]);
  }
}

test("every view is reached by keyboard alone", async ({ assay }) => {
  const { page } = assay;
  for (const view of [...viewNames].reverse()) {
    await railItem(page, view).focus();
    await page.keyboard.press("Enter");
    await expect(heading(page)).toHaveText(view);
  }
  // SQL came last, and took the last digit.
  for (const [index, view] of [...viewNames.filter((name) => name !== "SQL"), "SQL" as const].entries()) {
    await page.keyboard.press("g");
    await page.keyboard.press(String(index));
    await expect(heading(page)).toHaveText(view);
  }
});

test("Tab cycles through every view: nothing traps the focus", async ({ assay }) => {
  test.slow();
  const { page } = assay;
  for (const view of viewNames) {
    await goTo(page, view);
    await settled(page);
    await railItem(page, "Live").focus();
    let steps = 0;
    do {
      await page.keyboard.press("Tab");
      steps += 1;
    } while (steps < 200 && !(await railItem(page, "Live").evaluate((item) => item === document.activeElement)));
    expect(steps, `Tab presses around ${view}`).toBeLessThan(200);
  }
});

for (const size of [
  { width: 1440, height: 900 },
  { width: 1000, height: 700 },
]) {
  test(`nothing is cut off at ${size.width} × ${size.height}`, async ({ assay }) => {
    const { page } = assay;
    await page.setViewportSize(size);
    for (const view of viewNames) {
      await goTo(page, view);
      await settled(page);
      expect.soft(await cutOff(page), view).toEqual([]);
    }
  });
}
