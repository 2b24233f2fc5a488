import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "../fixtures.ts";
import { chooseTheme, counter, goTo, heading, importFile, linesOf, numberIn, readRecords, realFile } from "./app.ts";
import { allOnDisk, candidate, openComparisons } from "./review.ts";

test("a restart keeps everything: view, filters, theme, records, decisions, samples and the undo history", async ({ assay }) => {
  await importFile(assay, realFile("executions"));
  await importFile(assay, realFile("comparisons"));
  await chooseTheme(assay.page, "dark");
  await openComparisons(assay.page);
  await assay.page.keyboard.press("1");
  await expect(candidate(assay.page, 1).getByRole("img", { name: "gold" })).toBeVisible();
  await assay.page.keyboard.press("ArrowRight");
  await assay.page.keyboard.press("2");
  await expect(candidate(assay.page, 2).getByRole("img", { name: "silver" })).toBeVisible();
  await allOnDisk(assay.page);
  await goTo(assay.page, "Executions");
  const search = assay.page.getByRole("searchbox", { name: /search/i });
  await search.fill("error");
  // Remembered in the workspace, which is the event to wait for: the screen saves once typing has paused.
  const remembered = () => readFile(join(assay.workspaceDir, ".assay/view-state.json"), "utf8").catch(() => "");
  await expect.poll(remembered).toContain('"error"');

  await assay.restart();
  const { page } = assay;
  await expect(heading(page)).toHaveText("Executions");
  await expect(page.getByRole("searchbox", { name: /search/i })).toHaveValue("error");
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");

  await goTo(page, "Live");
  await expect.poll(() => numberIn(counter(page, "events", "In file"))).toBe(await linesOf(realFile("executions")));
  await expect.poll(() => numberIn(counter(page, "comparisons", "In file"))).toBe(await linesOf(realFile("comparisons")));

  await goTo(page, "Comparisons");
  await expect(candidate(page, 1).getByRole("img", { name: "gold" })).toBeVisible();
  await expect(candidate(page, 2).getByRole("img", { name: "silver" })).toBeVisible();
  expect(await readRecords(assay, "training_samples.jsonl")).toHaveLength(2);

  await heading(page).click();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(candidate(page, 2).getByRole("img", { name: "silver" })).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(candidate(page, 1).getByRole("img", { name: "gold" })).toHaveCount(0);
  await allOnDisk(page);
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(candidate(page, 1).getByRole("img", { name: "gold" })).toBeVisible();
});

test("a killed program loses no decision that the screen called saved", async ({ assay }) => {
  await importFile(assay, realFile("comparisons"));
  await openComparisons(assay.page);
  await assay.page.keyboard.press("1");
  await expect(candidate(assay.page, 1).getByRole("img", { name: "gold" })).toBeVisible();
  await allOnDisk(assay.page);
  await assay.restart("kill");
  await openComparisons(assay.page);
  await expect(candidate(assay.page, 1).getByRole("img", { name: "gold" })).toBeVisible();
  await expect.poll(async () => (await readRecords(assay, "training_samples.jsonl")).length).toBe(1);
});
