import type { Page } from "@playwright/test";
import { type Assay, expect, test } from "../fixtures.ts";
import { Keyboard, type LayoutKey, layouts } from "../keyboard.ts";
import { goTo, heading, importFile, readRecords } from "./app.ts";
import { allOnDisk, candidate, openComparisons } from "./review.ts";

const comparison = (id: string, query: string) =>
  `${JSON.stringify({
    comparison_id: id,
    query,
    candidates: ["x", "y", "z"].map((engine) => ({ engine_id: engine, output: `answer of ${engine} to ${query}` })),
  })}\n`;
const comparisons = ["apples", "pears", "plums", "cherries"].map((fruit, i) => comparison(`c-${i}`, `About ${fruit}?`)).join("");

const sample = (id: string, output: string) =>
  `${JSON.stringify({
    sample_id: id,
    created_at: 1_700_000_000,
    source_trace_id: "t",
    tier: "gold",
    input: "in",
    output,
    validation: { quality_score: 0.9, validated: true },
  })}\n`;

const decisionsOf = (assay: Assay) => readRecords(assay, "curation.jsonl");
const search = (page: Page, name: string) => page.getByRole("searchbox", { name });
const isTyping = (page: Page) => page.evaluate(() => document.activeElement instanceof HTMLInputElement);

for (const leave of ["Enter", "ArrowDown"]) {
  test(`${leave} moves from the comparison search to its first result, ready for decision keys`, async ({ assay, workFile }) => {
    const { page } = assay;
    await importFile(assay, await workFile("c.jsonl", comparisons));
    await openComparisons(page);
    await page.keyboard.press("/");
    await page.keyboard.type("plums");
    await page.keyboard.press(leave);
    await page.keyboard.press("2");
    // Pressed before the list had answered, it decides nothing; then it does.
    await expect(page.getByRole("article")).toHaveAccessibleName("Comparison c-2");
    expect(await isTyping(page)).toBe(false);
    await page.keyboard.press("1");
    await allOnDisk(page);
    await expect(candidate(page, 1).getByRole("img", { name: "gold" })).toBeVisible();
    const events = (await decisionsOf(assay)) as { changes: { comparison_id?: string }[] }[];
    const changes = events.flatMap((event) => event.changes);
    expect(new Set(changes.flatMap(({ comparison_id }) => comparison_id ?? []))).toEqual(new Set(["c-2"]));
  });
}

test("Escape empties the search, then leaves it", async ({ assay, workFile }) => {
  const { page } = assay;
  await importFile(assay, await workFile("c.jsonl", comparisons));
  await openComparisons(page);
  await page.keyboard.press("/");
  await page.keyboard.type("plums");
  await page.keyboard.press("Escape");
  await expect(search(page, "Search comparisons")).toHaveValue("");
  await expect(search(page, "Search comparisons")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(search(page, "Search comparisons")).not.toBeFocused();
  await page.keyboard.press("j");
  await expect(page.getByRole("article")).toHaveAccessibleName("Comparison c-1");
});

test("no key decides a comparison that the filter hides", async ({ assay, workFile }) => {
  const { page } = assay;
  await importFile(assay, await workFile("c.jsonl", comparisons));
  await openComparisons(page);
  await page.keyboard.press("/");
  await page.keyboard.type("plums");
  await expect(page.getByRole("option")).toHaveCount(1);
  await heading(page).click();
  await expect(page.getByText("Not in the filtered list", { exact: true })).toBeVisible();
  for (const key of ["1", "x", "w", "t", "b", "s", "n", "0"]) await page.keyboard.press(key);
  await expect(page.getByRole("toolbar", { name: "Decisions" })).toContainText("cannot be decided");
  await expect(page.getByRole("textbox", { name: "Note" })).toBeHidden();
  await page.keyboard.press("j");
  await expect(page.getByRole("article")).toHaveAccessibleName("Comparison c-2");
  await page.keyboard.press("3");
  await expect(candidate(page, 1).getByRole("img", { name: "bronze" })).toBeVisible();
  await allOnDisk(page);
  expect(await decisionsOf(assay)).toHaveLength(1);
});

test("a comparison that left the filtered list when it was decided can still be corrected", async ({ assay, workFile }) => {
  const { page } = assay;
  await importFile(assay, await workFile("c.jsonl", comparisons));
  await openComparisons(page);
  await page
    .getByRole("combobox", { name: "Reviewed" })
    .or(page.getByRole("textbox", { name: "Reviewed" }))
    .click();
  await page.getByRole("option", { name: "Not reviewed" }).click();
  await expect(page.getByText("Searching…")).toBeHidden();
  // The focus is still in the choice, which is not typed into.
  await page.keyboard.press("1");
  await allOnDisk(page);
  await expect(page.getByText("No longer in the filtered list")).toBeVisible();
  await page.keyboard.press("l");
  await page.keyboard.press("3");
  await expect(candidate(page, 2).getByRole("img", { name: "bronze" })).toBeVisible();
  await allOnDisk(page);
  expect(await decisionsOf(assay)).toHaveLength(2);
});

test("Enter moves from the sample search to its first result, and no key changes a hidden sample", async ({ assay, workFile }) => {
  const { page } = assay;
  await importFile(assay, await workFile("s.jsonl", sample("s-a", "apples") + sample("s-b", "plums") + sample("s-c", "pears")));
  await goTo(page, "Samples");
  const first = page.getByRole("article");
  await expect(first).toBeVisible();
  const before = await first.getAttribute("aria-label");
  const other = before === "Sample s-b" ? "apples" : "plums";
  await page.keyboard.press("/");
  await page.keyboard.type(other);
  await expect(page.getByRole("option")).toHaveCount(1);
  await heading(page).click();
  for (const key of ["2", "d", "e"]) await page.keyboard.press(key);
  await expect(page.getByRole("toolbar", { name: "Change this sample" })).toContainText("cannot be changed");
  expect(await decisionsOf(assay)).toEqual([]);
  await page.keyboard.press("/");
  await page.keyboard.press("Enter");
  await expect(first).not.toHaveAccessibleName(before ?? "");
  await page.keyboard.press("2");
  await allOnDisk(page);
  await expect.poll(async () => JSON.stringify(await readRecords(assay, "training_samples.jsonl"))).toContain('"silver"');
  await page.keyboard.press("/");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  expect(await isTyping(page)).toBe(false);
});

test("shortcuts work after picking files and after cancelling the picker", async ({ assay, workFile }) => {
  const { page } = assay;
  await goTo(page, "Import");
  const input = page.getByLabel("Pick files");
  const path = await workFile("c.jsonl", comparisons);
  for (const files of [[path], []]) {
    await goTo(page, "Import");
    const chooser = page.waitForEvent("filechooser");
    await page.getByText("Pick files").click();
    await (await chooser).setFiles(files);
    await page.keyboard.press("2");
    await expect(heading(page)).toHaveText("Engines");
    await goTo(page, "Import");
    await input.focus();
    await page.keyboard.press("g");
    await page.keyboard.press("4");
    await expect(heading(page)).toHaveText("Comparisons");
  }
});

test("Shift and a letter focus the candidate of that letter", async ({ assay, workFile }) => {
  const { page } = assay;
  await importFile(assay, await workFile("c.jsonl", comparisons));
  await openComparisons(page);
  await page.keyboard.press("Shift+C");
  await expect(candidate(page, 3)).toHaveAttribute("aria-current", "true");
  const keyboard = await Keyboard.of(page);
  await keyboard.press({ key: "И", code: "KeyB" }, { shift: true });
  await expect(candidate(page, 2)).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("1");
  await allOnDisk(page);
  await expect(page.getByRole("region", { name: "Last ten decisions" })).toContainText("promoted B (y) of c-0");
  await page.keyboard.press("Shift+H");
  await expect(page.getByText("There is no candidate H.")).toBeVisible();
});

for (const [name, layout] of Object.entries(layouts)) {
  test(`a ${name} keyboard reviews`, async ({ assay, workFile }) => {
    const { page } = assay;
    await importFile(assay, await workFile("c.jsonl", comparisons));
    await openComparisons(page);
    const keyboard = await Keyboard.of(page);
    const press = (key: string, held = {}) => keyboard.press(layout[key] as LayoutKey, held);
    await press("2");
    await expect(candidate(page, 1).getByRole("img", { name: "silver" })).toBeVisible();
    await press("l");
    await press("x");
    await expect(candidate(page, 2)).toContainText("Rejected");
    await press("z", { ctrl: true });
    await expect(candidate(page, 2)).not.toContainText("Rejected");
    await press("y", { ctrl: true });
    await expect(candidate(page, 2)).toContainText("Rejected");
    await press("j");
    await expect(page.getByRole("article")).toHaveAccessibleName("Comparison c-1");
    await page.getByRole("listbox", { name: "Comparisons" }).focus();
    await press("k");
    await expect(page.getByRole("article")).toHaveAccessibleName("Comparison c-0");
    await press("k", { ctrl: true });
    await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog", { name: "Commands" })).toBeHidden();
    await press("/");
    await expect(search(page, "Search comparisons")).toBeFocused();
    await allOnDisk(page);
  });
}

test("while an input method composes, Escape and Enter close no editor, search or dialog", async ({ assay, workFile }) => {
  const { page } = assay;
  await importFile(assay, await workFile("c.jsonl", comparisons + comparison("c-k", "日本語？")));
  await openComparisons(page);
  const keyboard = await Keyboard.of(page);
  const enterKey = { key: "Enter", code: "Enter" };
  const escapeKey = { key: "Escape", code: "Escape" };

  await page.keyboard.press("n");
  const note = page.getByRole("textbox", { name: "Note" });
  await expect(note).toBeFocused();
  await keyboard.compose("にほん");
  await keyboard.press(escapeKey);
  await expect(note).toBeVisible();
  await keyboard.compose("日本");
  await keyboard.press(enterKey, { ctrl: true });
  await expect(note).toBeVisible();
  expect(await decisionsOf(assay)).toEqual([]);
  await keyboard.commit("日本語");
  await expect(note).toHaveValue(/日本語$/);
  await page.keyboard.press("Escape");
  await expect(note).toBeHidden();

  await page.keyboard.press("/");
  await keyboard.compose("日本");
  await keyboard.press(enterKey);
  await keyboard.press(escapeKey);
  await expect(search(page, "Search comparisons")).toBeFocused();
  await keyboard.commit("日本");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article")).toHaveAccessibleName("Comparison c-k");

  await page.keyboard.press("ControlOrMeta+k");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await expect(palette).toBeVisible();
  await keyboard.compose("に");
  await keyboard.press(enterKey);
  await keyboard.press(escapeKey);
  await expect(palette).toBeVisible();
  await expect(heading(page)).toHaveText("Comparisons");
});
