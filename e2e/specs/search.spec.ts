import { expect, test } from "../fixtures.ts";
import { goTo, importFile } from "./app.ts";

/** Longer than what the index has ever kept of a text. */
const farAway = `${"x".repeat(20_000)} the Nädle`;

const line = (i: number, output: string) =>
  `${JSON.stringify({ schema_version: 1, trace_id: `t-${i}`, engine_id: "e", timestamp: 1_670_000_000 + i, input: `question ${i}`, output, metrics: { success: true } })}\n`;

test("a text is found anywhere in a record, whatever its case or escapes, and opened, all by keyboard", async ({ assay, workFile }) => {
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
});
