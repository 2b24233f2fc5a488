import { expect, test } from "../fixtures.ts";
import { readRecords } from "./app.ts";
import { allOnDisk, candidate, openComparisons } from "./review.ts";

test.use({ onSample: true });

test("a blind queue is made, ranked in and finished by keyboard, and then says who answered", async ({ assay }) => {
  const { page } = assay;
  await openComparisons(page);
  const engine = await candidate(page, 1).getAttribute("aria-label");
  expect(engine).toMatch(/, \S+/);
  await page.getByRole("button", { name: "Queue…" }).click();
  const dialog = page.getByRole("dialog", { name: "New queue" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Monday");
  await expect(dialog.getByRole("switch", { name: "Blind" })).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Queue" })).toHaveValue("Monday");
  await expect(dialog).toHaveCount(0);
  const article = page.getByRole("article");
  await expect(article).toHaveAttribute("data-sealed", "true");
  const sealed = await article.getAttribute("data-comparison");
  await page.keyboard.press("r");
  await page.keyboard.press("b");
  await page.keyboard.press("a");
  const ranked = page.getByRole("list", { name: "Ranked, best first" });
  await expect(ranked).toHaveText(/B\s*A/);
  // By dragging too: A before B, and B back before A.
  for (const [moved, before] of ["AB", "BA"]) {
    await ranked.getByText(moved as string).hover();
    await page.mouse.down();
    const { x, y } = (await ranked.getByText(before as string).boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.move(x + 8, y + 8);
    await page.mouse.move(((await page.locator("[data-rank-before='0']").boundingBox())?.x ?? 0) + 6, y + 8);
    await page.mouse.up();
    await expect(ranked).toHaveText(new RegExp(`${moved}\\s*${before}`));
  }
  await page.keyboard.press("Enter");
  await page.keyboard.press("1");
  await allOnDisk(page);
  await expect(page.getByText("ranked a sealed comparison: B > A")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(article).not.toHaveAttribute("data-comparison", sealed ?? "");
  await page.keyboard.press("k");
  await expect(article).toHaveAttribute("data-comparison", sealed ?? "");
  await expect(article).not.toHaveAttribute("data-sealed", "true");
  await expect(candidate(page, 1)).toHaveAttribute("aria-label", /, \S+/);
  const events = (await readRecords(assay, "curation.jsonl")) as { queue?: string; shown?: number[] }[];
  expect(events.filter(({ queue, shown }) => queue !== undefined && shown !== undefined)).toHaveLength(3);
});
