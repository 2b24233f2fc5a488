import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { chooseTheme, counter, figure, goTo, heading, numberIn, readRecords } from "./app.ts";
import { cutOff } from "./cut-off.ts";
import { settled } from "./settled.ts";

/** A row as the LiteLLM proxy logs it: whole seconds, and 800 ms between start and end. */
const litellmRow = (id: number) => ({
  id: `chatcmpl-${id}`,
  trace_id: `trace-${id}`,
  call_type: "acompletion",
  status: "success",
  model_group: "gpt-4o",
  model: "gpt-4o",
  custom_llm_provider: "openai",
  startTime: 1764145203 + id,
  endTime: 1764145203.8 + id,
  completionStartTime: 1764145203.2 + id,
  response_time: 0.2,
  cache_hit: false,
  total_tokens: 30,
  prompt_tokens: 10,
  completion_tokens: 20,
  response_cost: 0.0005,
  messages: [{ role: "user", content: `question ${id}` }],
  response: { choices: [{ message: { role: "assistant", content: `answer ${id}` } }] },
});
const toLines = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const litellm = (first: number, count = 5) => toLines(Array.from({ length: count }, (_, i) => litellmRow(first + i)));

const card = (page: Page, path: string): Locator =>
  page
    .getByRole("list", { name: "Imports" })
    .locator(":scope > li")
    .filter({ has: page.getByText(basename(path), { exact: true }) });
const form = (page: Page, path: string): Locator => page.getByRole("form", { name: `How ${basename(path)} is imported` });
const importButton = (place: Locator): Locator => place.getByRole("button", { name: "Import", exact: true });

async function choose(place: Locator, label: string, option: string | RegExp): Promise<void> {
  await place
    .getByRole("combobox", { name: label })
    .or(place.getByRole("textbox", { name: label }))
    .first()
    .click();
  await place
    .page()
    .getByRole("option", { name: option, exact: typeof option === "string" })
    .click();
}

test("a LiteLLM log shows how it will be read, and Enter imports it", async ({ assay, workFile }) => {
  const { page } = assay;
  const log = await workFile("proxy.jsonl.gz", gzipSync(litellm(0)));
  await assay.dropFile([log]);
  await expect(heading(page)).toHaveText("Import");
  const asking = form(page, log);
  await expect(asking).toContainText(/Recognised as LiteLLM log, \d+\s?% sure\. The file is compressed with gzip/);
  await expect(asking).toContainText("The first 5 rows give 5 executions.");
  await expect(asking.getByRole("list", { name: "Units and times" })).toContainText("800 ms, because");
  await expect(asking.getByRole("heading", { level: 2 })).toHaveCount(6);
  await expect(asking.getByRole("region", { name: "Row 1 as execution" })).toContainText('"engine_id": "gpt-4o"');
  expect(await readRecords(assay, "events.jsonl")).toEqual([]);

  await expect(asking).toBeFocused();
  await page.keyboard.press("Enter");
  const report = card(page, log);
  await expect(report.getByRole("status")).toContainText("Imported");
  expect(await figure(report, "New")).toBe(5);
  await expect(report.getByRole("region", { name: "Read as LiteLLM log" })).toContainText(/, \d+\s?% sure: 5 rows, 5 records made/);
  expect(await readRecords(assay, "events.jsonl")).toHaveLength(5);
  await goTo(page, "Executions");
  await expect(page.getByText("question 4").first()).toBeVisible();
});

const ownTable =
  "when,which model,took,asked,said\n2026-07-01T10:00:00Z,\u202Emodel,1.5,two + two,4\n2026-07-01T10:00:01Z,b,0.25,three + three,6\n";

test("a custom table is mapped by hand, seconds to milliseconds, and saved as a recipe", async ({ assay, workFile }) => {
  const { page } = assay;
  const table = await workFile("own.csv", ownTable);
  await assay.dropFile([table]);
  const asking = form(page, table);
  await expect(asking).toContainText("Not recognised.");
  await choose(asking, "Engine from", "One value for all rows");
  await asking.getByRole("textbox", { name: "Engine of all rows" }).fill("ours");
  await choose(asking, "Time from", /^when/);
  await choose(asking, "Latency from", /^took/);
  await choose(asking, "Unit of the latency", "seconds");
  await choose(asking, "Input from", /^asked/);
  await choose(asking, "Output from", /^said/);
  await expect(asking.getByRole("list", { name: "Units and times" })).toContainText(/1\.5.* → 1500 ms, because took is mapped as seconds/);

  await asking.getByRole("button", { name: "Save as recipe…" }).click();
  const dialog = page.getByRole("dialog", { name: "Save as recipe" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("../no");
  await expect(dialog.getByRole("button", { name: "Save", exact: true })).toBeDisabled();
  await dialog.getByRole("textbox", { name: "Name" }).fill("our table");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await importButton(asking).click();
  await expect(card(page, table).getByRole("status")).toContainText("Imported");
  expect(await readRecords(assay, "events.jsonl")).toMatchObject([
    { engine_id: "ours", timestamp: 1782900000, input: "two + two", output: "4", metrics: { latency_ms: 1500 } },
    { engine_id: "ours", timestamp: 1782900001, metrics: { latency_ms: 250 } },
  ]);

  const later = await workFile("later.csv", ownTable.replaceAll("10:00", "11:00"));
  await assay.dropFile([later]);
  await choose(form(page, later), "Use recipe", "our table");
  await expect(form(page, later).getByRole("list", { name: "Units and times" })).toContainText("1500 ms");
  await importButton(form(page, later)).click();
  await expect.poll(async () => (await readRecords(assay, "events.jsonl")).length).toBe(4);

  // The same file by another mapping: offered as a replacement, chosen and taken back by keys.
  const again = form(page, later);
  await page.getByRole("button", { name: "Clear finished" }).click();
  await assay.dropFile([later]);
  await choose(again, "Use recipe", "our table");
  await expect(again.getByRole("list", { name: "Units and times" })).toContainText("1500 ms");
  await expect(again.getByRole("group", { name: "Imported before" })).toHaveCount(0);
  await choose(again, "Unit of the latency", "milliseconds");
  const offer = again.getByRole("group", { name: "Imported before" });
  await expect(offer).toContainText("2 records of this file were imported with another mapping (fields mapped by hand).");
  await again.focus();
  await page.keyboard.press("r");
  await expect(offer.getByRole("checkbox")).toBeChecked();
  await shoot(page, "replace");
  await again.focus();
  await page.keyboard.press("Enter");
  const report = card(page, later);
  await expect(report).toContainText("Replaced 2 records of an earlier import.");
  await shoot(page, "replaced");
  await report.getByRole("button", { name: "Undo: replaced 2 records" }).press("Enter");
  await expect(report).toContainText("Undone: the earlier version counts again.");
});

async function shoot(page: Page, name: string): Promise<void> {
  if (!process.env.ASSAY_SHOTS) return;
  for (const theme of ["light", "dark"] as const)
    for (const size of sizes) {
      await chooseTheme(page, theme);
      await page.setViewportSize(size);
      await settled(page);
      await page.screenshot({ path: `${process.env.ASSAY_SHOTS}/${name}-${theme}-${size.width}.png` });
    }
}

const trace = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,4808,10\n2023-11-16 18:17:04.0319600,3180,8\n";

test("asks for what a file does not say, and imports nothing until it is answered", async ({ assay, workFile }) => {
  const { page } = assay;
  const file = await workFile("AzureLLMInferenceTrace.csv", trace);
  await assay.dropFile([file]);
  const asking = form(page, file);
  const group = asking.getByRole("group", { name: "The file does not say" });
  await expect(asking).toContainText("Its rows do not say the engine and whether they succeeded.");
  await expect(importButton(asking)).toBeDisabled();
  await choose(group, "Outcome", "They succeeded");
  const engine = group.getByRole("textbox", { name: "Engine" });
  await engine.fill("azure-code");
  await expect(importButton(asking)).toBeEnabled();
  await engine.press("Escape");
  await expect(asking).toBeFocused();
  await engine.press("Enter");
  await expect(card(page, file).getByRole("status")).toContainText("Imported");
  expect(await readRecords(assay, "events.jsonl")).toMatchObject([{ engine_id: "azure-code", metrics: { success: true } }, {}]);
});

test("Escape drops a file", async ({ assay, workFile }) => {
  const { page } = assay;
  const first = await workFile("first.jsonl", litellm(0));
  await assay.dropFile([first]);
  await expect(form(page, first)).toBeFocused();
  await expect(importButton(form(page, first))).toBeEnabled();
  await page.keyboard.press("Escape");
  await expect(card(page, first)).toHaveCount(0);
  expect(await readRecords(assay, "events.jsonl")).toEqual([]);
});

test("one answer imports sixty similar files, and only one form is open at a time", async ({ assay, workFile }) => {
  test.slow();
  const { page } = assay;
  const paths = [await workFile("AzureLLMInferenceTrace.csv", trace)];
  for (let i = 0; i < 60; i++) paths.push(await workFile(`${"long name ".repeat(20)}${i}.jsonl`, litellm(i * 10, 2)));
  await assay.dropFile(paths);
  await expect(page.getByText("51 more files need your input")).toBeVisible();
  await expect(page.getByRole("form")).toHaveCount(1);
  await page
    .getByRole("button", { name: /^Review long name/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Import all 60 files like this" }).click();
  await expect.poll(async () => (await readRecords(assay, "events.jsonl")).length).toBe(120);
  await expect(form(page, paths[0] ?? "")).toBeVisible();
});

test("a file with no record in its first hundred rows stops and asks, and nothing is quarantined", async ({ assay, workFile }) => {
  const { page } = assay;
  const file = await workFile("pings.jsonl", toLines(Array.from({ length: 150 }, (_, n) => ({ event: "ping", n }))));
  await assay.dropFile([file]);
  const asking = form(page, file);
  await expect(asking).toContainText("Not recognised. None of its first 100 rows is a record");
  await expect(importButton(asking)).toBeDisabled();
  await asking.getByRole("button", { name: "Cancel" }).click();
  await expect(card(page, file)).toHaveCount(0);
  expect(await readRecords(assay, "quarantine.jsonl")).toEqual([]);
  await goTo(page, "Live");
  expect(await numberIn(counter(page, "events", "Rejected"))).toBe(0);
});

const sizes = [
  { width: 1440, height: 900 },
  { width: 1000, height: 700 },
];

for (const theme of ["light", "dark"] as const) {
  test(`the preview of a file has no axe violations, and nothing is cut off, ${theme}`, async ({ assay, workFile }) => {
    test.slow();
    const { page } = assay;
    await chooseTheme(page, theme);
    const files = [await workFile("a.jsonl", litellm(0)), await workFile("b.csv", ownTable), await workFile("c.csv", trace)];
    await assay.dropFile(files);
    for (const path of files) {
      const review = page.getByRole("button", { name: `Review ${basename(path)}` });
      if (await review.isVisible()) await review.click();
      await expect(importButton(form(page, path))).toBeVisible();
      await settled(page);
      for (const size of sizes) {
        await page.setViewportSize(size);
        expect.soft(await cutOff(page), `${basename(path)} at ${size.width}`).toEqual([]);
        if (process.env.ASSAY_SHOTS)
          await page.screenshot({ path: `${process.env.ASSAY_SHOTS}/${basename(path)}-${theme}-${size.width}.png` });
      }
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect
        .soft(
          violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`)),
          basename(path),
        )
        .toEqual([]);
    }
  });
}
