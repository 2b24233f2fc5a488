import { expect, test } from "../fixtures.ts";
import { goTo, heading, readRecords } from "./app.ts";
import { settled } from "./settled.ts";

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
  const search = page.getByLabel("Search text");
  await search.fill("th");
  await expect.poll(hash).toMatch(/^#\/executions\?text=th&record=\d+/);
  // Typing and moving are no steps.
  await page.goBack();
  await expect(heading(page)).not.toHaveText("Overview");
  await page.goForward();
  await expect.poll(hash).toContain("text=th&");
  await settled(page);
  // What was typed moments before a reload is there again.
  const loaded = page.waitForEvent("load");
  await search.fill("the");
  await page.evaluate(() => void setTimeout(() => location.reload()));
  await loaded;
  await expect(search).toHaveValue("the");
  await settled(page);
  await expect.poll(hash).toContain("text=the&");
  const address = hash();
  await page.reload();
  await expect(heading(page)).toHaveText("Executions");
  await expect(search).toHaveValue("the");
  expect(hash()).toBe(address);

  // The palette finds records by their ids and texts, and opens links.
  const palette = async (typed: string, option: RegExp) => {
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("textbox", { name: "Command" }).fill(typed);
    await page.getByRole("dialog", { name: "Commands" }).getByRole("button", { name: option }).first().click();
  };
  const [record] = (await readRecords(assay, "events.jsonl")) as { trace_id: string }[];
  await palette(record?.trace_id ?? "", /trace /);
  await expect.poll(hash).toMatch(/[?&]trace=.*record=\d+&open=yes/);
  await palette("http://127.0.0.1:1/#/samples?tier=gold", /Open the link/);
  await expect(heading(page)).toHaveText("Samples");
  await page.goBack();
  await page.goBack();
  await expect.poll(hash).toBe(address);

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
