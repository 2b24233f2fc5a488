import { readFile } from "node:fs/promises";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { answerDialogs } from "../electron/dialogs.ts";
import { type Assay, expect, test } from "../fixtures.ts";
import { goTo } from "./app.ts";
import { settled } from "./settled.ts";

test.use({ onSample: true });

/** Has a file saved by a button: where the system's dialog says in Electron, as a download in a browser. @returns its bytes. */
async function saved(assay: Assay, name: string, press: () => Promise<void>): Promise<Buffer> {
  const { page } = assay;
  if (assay.electron === undefined) {
    const [download] = await Promise.all([page.waitForEvent("download"), press()]);
    expect(download.suggestedFilename()).toBe(name);
    return readFile(await download.path());
  }
  const path = join(assay.stateDir, name);
  const asked = await answerDialogs(assay.electron, { showSaveDialog: { canceled: false, filePath: path } });
  await press();
  await expect(page.getByText(`Saved as ${path}`)).toBeVisible();
  expect((await asked())[0]?.at(-1)).toMatchObject({ filters: [{ extensions: [name.split(".").at(-1)] }] });
  return readFile(path);
}

test("an answer in SQL is a table, a chart and files; its chart is in the address", async ({ assay }) => {
  test.slow();
  const { page } = assay;
  const csvButton = page.getByRole("button", { name: /^(Download|Save as) CSV/ });
  await goTo(page, "SQL");
  await page.getByRole("textbox", { name: "SQL" }).focus();
  await page.keyboard.press("ControlOrMeta+Enter");
  const table = page.getByRole("table", { name: "Answer" });
  await expect(table).toBeVisible();
  const cells = await table.getByRole("row").nth(1).getByRole("cell").allTextContents();
  const csv = await saved(assay, "answer.csv", () => csvButton.click());
  const [heading, first] = csv.toString("utf8").split("\r\n");
  expect(heading).toBe("engine_id,n,success,p50_ms,p95_ms");
  expect(first?.split(",").slice(0, 2)).toEqual([cells[0], cells[1]?.replaceAll(/\D/g, "")]);

  await page.getByText("Chart", { exact: true }).click();
  await expect(page).toHaveURL(/#\/sql\?show=chart/);
  const figure = page.getByRole("figure", { name: "Answer as a chart" });
  await expect(figure.locator("text", { hasText: cells[0] as string }).first()).toBeVisible();
  await page.getByRole("button", { name: "y n" }).click();
  await page.getByRole("checkbox", { name: "p95_ms" }).check();
  await page.getByRole("checkbox", { name: "n", exact: true }).uncheck();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/y=p95_ms/);
  await expect(figure).toContainText(/Bar chart by engine_id, 1 series/);
  await settled(page);
  expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations.map(({ id }) => id)).toEqual([]);
  const save = async (as: string) => {
    await page.getByRole("button", { name: "Save: SQL answer" }).click();
    await page.getByRole("menuitem", { name: as }).click();
  };
  const svg = await saved(assay, "sql-answer.svg", () => save("SVG"));
  expect(svg.toString("utf8")).toMatch(/^<svg [\s\S]*<rect [\s\S]*<\/svg>$/);
  const png = await saved(assay, "sql-answer.png", () => save("PNG"));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect((await saved(assay, "sql-answer.csv", () => save("CSV"))).toString("utf8")).toMatch(/^engine_id,series,value\r\n/);

  await page.goBack();
  await expect(page).toHaveURL(/show=chart&y=n&y=p95_ms$/);
  await page.goForward();
  await expect(page).toHaveURL(/show=chart&y=p95_ms$/);
  await assay.restart();
  await goTo(assay.page, "SQL");
  await assay.page.getByRole("button", { name: "Run" }).click();
  await expect(assay.page.getByRole("figure", { name: "Answer as a chart" })).toContainText("p95_ms");
});
