import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "../fixtures.ts";
import { goTo, importFile } from "./app.ts";

/** Longer than what the index has ever kept of a text. */
const farAway = `${"x".repeat(20_000)} the Nädle`;

const line = (i: number, output: string) =>
  `${JSON.stringify({ schema_version: 1, trace_id: `t-${i}`, engine_id: "e", timestamp: 1_670_000_000 + i, input: `question ${i}`, output, metrics: { success: true, memory_mb: 100 * i } })}\n`;

test("a text is found anywhere in a record, whatever its case or escapes, and opened, compared, filtered and exported, all by keyboard", async ({
  assay,
  workFile,
}) => {
  const { page } = assay;
  const spelled = line(2, "a nädle").replaceAll("ä", "\\u00e4");
  await importFile(assay, await workFile("texts.jsonl", line(0, "nothing") + line(1, farAway) + spelled));
  await goTo(page, "Executions");
  const rows = page.getByRole("listbox", { name: "Executions" }).getByRole("option");
  await expect(rows).toHaveCount(3);

  const before = await page.getByLabel("Search text").first().boundingBox();
  await page.keyboard.press("/");
  await page.keyboard.type("NÄDLE");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("question 2");
  expect(await page.getByLabel("Search text").first().boundingBox()).toEqual(before);
  // Rows show and mark it wherever in the text it stands.
  await expect(rows.last().locator("mark")).toHaveText("Nädle");

  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  const record = page.getByRole("region", { name: "Execution", exact: true });
  await expect(record.getByText("the Nädle")).toBeVisible();
  await expect(record.getByText("1 hit")).toBeVisible();

  // Two side by side, which is a step of Back.
  await page.keyboard.press("x");
  await page.keyboard.press("k");
  await page.keyboard.press("d");
  const compared = page.getByRole("region", { name: "Two executions compared" });
  await expect(compared.getByText("the Nädle")).toBeVisible();
  await page.goBack();
  await expect(compared).toHaveCount(0);
  expect(page.url()).toContain("&marked=");
  await page.goForward();
  await expect(compared.getByText("the Nädle")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(compared).toHaveCount(0);
  await page.keyboard.press("Escape");

  // Two chips that hold at once: one of three records has as much memory, all were written on a Friday.
  await page.keyboard.press("/");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await expect(rows).toHaveCount(3);
  const add = page.getByRole("button", { name: "Filter", exact: true });
  const menu = page.getByRole("dialog", { name: "Filter", exact: true });
  const choose = async (chip: string, field: string, typed: string) => {
    await add.press("Enter");
    await menu.getByRole("button", { name: chip }).press("Enter");
    await page.getByLabel(field).first().fill(typed);
  };
  const leaveMenu = async () => {
    await page.keyboard.press("Escape");
    await expect(menu).toHaveCount(0);
    await expect(add).toBeFocused();
  };
  await choose("Memory", "At least", "150");
  await expect(rows).toHaveCount(1);
  await leaveMenu();
  await choose("Weekday (UTC)", "Day of the week (UTC)", "Fri");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const bar = page.getByRole("group", { name: "Filters" });
  await expect(bar.getByText("Friday")).toBeVisible();
  await leaveMenu();
  await expect(rows).toHaveCount(1);
  await expect.poll(() => page.url()).toContain("?weekday=Friday&min-memory-mb=150");

  await page.getByRole("button", { name: "Export…" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Export executions" });
  await dialog.getByRole("button", { name: "Export 1 execution" }).press("Enter");
  await expect(dialog.getByRole("status")).toHaveText("Exported 1 row.");
  const exported = await readFile(join(await dialog.locator("code").innerText(), "executions.jsonl"), "utf8");
  expect(exported).toBe(spelled);
});
