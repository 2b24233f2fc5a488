import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { dataDir, hasData } from "../hosts/paths.ts";
import { goTo, heading, importFile, readRecords, realFile } from "./app.ts";
import { commitsOf, resetCommits, watchCommits } from "./commits.ts";
import { timePresses, watchPaints } from "./paints.ts";
import { allOnDisk, candidate, openComparisons } from "./review.ts";

/** Waits as long as a hundred fsyncs take on a busy disk. */
const savedInTheEnd = (page: Page) => expect(page.getByText("All decisions saved")).toBeVisible({ timeout: 60_000 });

/** Several hundred, where the large data is. */
const manyComparisons = hasData ? join(dataDir, "native/comparison_result/alpaca_eval2_pairwise.jsonl") : realFile("comparisons");

interface Sample {
  tier: string;
  output: string;
}
const samplesOf = (assay: Parameters<typeof readRecords>[0]) => readRecords(assay, "training_samples.jsonl") as Promise<Sample[]>;

test("a candidate is promoted by keyboard, is a sample on disk, and can be undone", async ({ assay }) => {
  await importFile(assay, realFile("comparisons"));
  const { page } = assay;
  await openComparisons(page);
  await page.keyboard.press("ArrowRight");
  await expect(candidate(page, 2)).toHaveAttribute("aria-current", "true");
  // What is compared with the file is the raw text.
  await expect(page.getByRole("switch", { name: "Rendered" })).toBeChecked();
  await page.keyboard.press("m");
  await expect(page.getByRole("switch", { name: "Rendered" })).not.toBeChecked();
  const answer = await candidate(page, 2).getByLabel("Answer of candidate B").innerText();

  await page.keyboard.press("1");
  await expect(candidate(page, 2).getByRole("img", { name: "gold" })).toBeVisible();
  await allOnDisk(page);
  expect(await readRecords(assay, "curation.jsonl")).toHaveLength(1);
  await expect.poll(async () => (await samplesOf(assay)).map((sample) => sample.tier)).toEqual(["gold"]);
  expect((await samplesOf(assay))[0]?.output.trim()).toBe(answer.trim());

  await page.keyboard.press("2");
  await expect(candidate(page, 2).getByRole("img", { name: "silver" })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(candidate(page, 2).getByRole("img", { name: "gold" })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(candidate(page, 2).getByRole("img", { name: /gold|silver/ })).toHaveCount(0);
  await allOnDisk(page);
  await expect.poll(() => samplesOf(assay)).toEqual([]);

  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(candidate(page, 2).getByRole("img", { name: "gold" })).toBeVisible();
  await expect.poll(async () => (await samplesOf(assay)).map((sample) => sample.tier)).toEqual(["gold"]);
});

test("what was decided is exported as pairs, after a look at what would be left out", async ({ assay }) => {
  await importFile(assay, realFile("comparisons"));
  const { page } = assay;
  await openComparisons(page);
  await page.keyboard.press("1");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("x");
  await allOnDisk(page);
  await page.locator("input[aria-label=Reviewed]").click();
  await page.getByRole("option", { name: "Reviewed", exact: true }).click();
  await page.getByRole("button", { name: "Export…" }).click();
  const dialog = page.getByRole("dialog", { name: "Export comparisons" });
  await expect(dialog.getByText("What the filter matches: reviewed.")).toBeVisible();
  await expect(dialog.getByRole("heading", { name: "First rows" })).toBeVisible();
  await dialog.getByRole("textbox", { name: "Name" }).fill("pairs");
  await dialog.getByRole("button", { name: "Export 1 row" }).click();
  await expect(dialog.getByText("Exported 1 row.")).toBeVisible();
  const [row] = (await readRecords(assay, "../exports/pairs/train.jsonl")) as {
    chosen: { content: string }[];
    rejected: { content: string }[];
  }[];
  const [made] = await samplesOf(assay);
  expect(row?.chosen[0]?.content).toBe(made?.output);
  expect(row?.rejected[0]?.content).not.toBe(made?.output);
  if (assay.host === "web") {
    // What the browser saved is what lies on disk.
    const [file] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "Download train.jsonl" }).click()]);
    expect(file.suggestedFilename()).toBe("train.jsonl");
    expect(JSON.parse(await readFile(await file.path(), "utf8"))).toEqual(row);
    const [all] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "Download all (.zip)" }).click()]);
    expect(all.suggestedFilename()).toBe("pairs.zip");
    expect((await readFile(await all.path())).subarray(0, 4)).toEqual(Buffer.from("PK\x03\x04"));
  }
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toHaveCount(0);
});

test("the keys reject, tie and move on; the Samples view shows what was made", async ({ assay }) => {
  await importFile(assay, realFile("comparisons"));
  const { page } = assay;
  await openComparisons(page);
  await page.keyboard.press("3");
  await expect(candidate(page, 1).getByRole("img", { name: "bronze" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("x");
  await expect(candidate(page, 2)).toContainText("Rejected");

  const first = await page
    .getByRole("listbox", { name: /comparisons/i })
    .getByRole("option", { selected: true })
    .innerText();
  await page.keyboard.press("j");
  await expect(page.getByRole("listbox", { name: /comparisons/i }).getByRole("option", { selected: true })).not.toHaveText(first);
  await page.keyboard.press("t");
  await expect(page.getByRole("listbox", { name: /comparisons/i }).getByRole("img", { name: "Reviewed" })).toHaveCount(2);
  await allOnDisk(page);

  await goTo(page, "Samples");
  await expect(page.getByRole("listbox", { name: "Samples" }).getByRole("option")).toHaveCount(1);
  await expect(page.getByRole("listbox", { name: "Samples" }).getByRole("img", { name: "bronze" })).toBeVisible();

  // Neither the rail nor a button keeps the Enter that follows a click.
  await goTo(page, "Comparisons");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^3 of /)).toBeVisible();
  await page.getByRole("button", { name: /^Flag/ }).click();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^4 of /)).toBeVisible();
});

test("moving past the last loaded comparison continues once more are loaded", async ({ assay, workFile }) => {
  const candidates = [{ engine_id: "e", output: "an answer" }];
  const lines = Array.from({ length: 450 }, (_, i) => `${JSON.stringify({ comparison_id: `c-${i}`, query: `query ${i}`, candidates })}\n`);
  await importFile(assay, await workFile("many.jsonl", lines.join("")));
  const { page } = assay;
  await openComparisons(page);
  const list = page.getByRole("listbox", { name: /comparisons/i });
  await list.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("j");
  await expect(page.getByText("201 of 450")).toBeVisible();
});

test("rival answers are pinned, compared, found and shown in a grid by keyboard", async ({ assay, workFile }) => {
  const output = (number: number) => `Answer **${number}** says <b>that</b> water boils at ${90 + number} degrees.`;
  const candidates = Array.from({ length: 30 }, (_, i) => ({ engine_id: `engine-${i}`, output: output(i) }));
  await importFile(
    assay,
    await workFile("many.jsonl", JSON.stringify({ comparison_id: "c", query: "When does **water** boil?", candidates })),
  );
  const { page } = assay;
  await openComparisons(page);
  await expect(page.getByRole("option")).toContainText("When does water boil?");
  const columns = page.locator("[data-column]");
  const marked = (name: string) =>
    page.evaluate((one) => [...(CSS.highlights.get(one) ?? [])].map((range) => (range as Range).toString()), name);

  await page.keyboard.press("Shift+C");
  await expect(candidate(page, 3)).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("d");
  await expect(columns).toHaveCount(2);
  await expect(page.getByText("2 words only in the first, 2 words only in the second")).toBeVisible();
  expect([await marked("removed"), await marked("added")]).toEqual([
    ["2", "92"],
    ["3", "93"],
  ]);
  await page.keyboard.press("d");
  await expect.poll(() => marked("removed")).toEqual([]);

  await page.keyboard.press("p");
  // The second press of a letter goes on to two letters: AB after B.
  await page.keyboard.press("Shift+B");
  await page.keyboard.press("Shift+B");
  await page.keyboard.press("p");
  await expect(columns).toHaveCount(2);
  await expect(columns.first()).toHaveAttribute("data-candidate", "2");
  await expect(columns.last()).toHaveAttribute("data-candidate", "27");
  const edge = page.getByRole("separator", { name: "Width of column 1" });
  await edge.focus();
  await page.keyboard.press("ArrowRight");
  await expect(edge).not.toHaveAttribute("aria-valuenow", "50");
  await expect(columns.last()).toHaveAttribute("aria-current", "true");

  await page.keyboard.press("1");
  await page.keyboard.press("v");
  await expect(page.locator("[data-candidate]")).toHaveCount(30);
  await expect(page.locator("[data-candidate='27']").getByRole("img", { name: "gold" })).toBeVisible();
  await page.keyboard.press("v");
  await page.keyboard.press("/");
  await page.keyboard.type("<b>that");
  await page.keyboard.press("Enter");
  // The first result begins with its first candidate, beside the two that are pinned.
  await expect(columns).toHaveCount(3);
  await expect.poll(() => marked("hit")).toEqual(["<b>that", "<b>that", "<b>that"]);
  expect(await page.locator("[data-column] b").count()).toBe(0);
});

test("? shows the keys of the view", async ({ assay }) => {
  await goTo(assay.page, "Comparisons");
  await heading(assay.page).click();
  await assay.page.keyboard.press("?");
  await expect(assay.page.getByRole("dialog")).toBeVisible();
  await assay.page.keyboard.press("Escape");
  await expect(assay.page.getByRole("dialog")).toBeHidden();
});

/** How many are decided by keyboard alone, open and again blind; when it is asked for, each press waits for the one before to be painted, and the times are printed. */
const asked = Number(process.env.ASSAY_REVIEWED ?? 0);
const wanted = asked || 50;

function printTimes(what: string, ms: readonly number[]): void {
  const sorted = ms.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
  process.stdout.write(`${ms.length} ${what}, key to painted: median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms\n`);
}

test(`${wanted} are decided by keyboard alone, open and blind, and each decision draws the next comparison once`, async ({ assay }) => {
  test.slow();
  if (asked > 0) test.setTimeout(60_000 + asked * 2000);
  const { page } = assay;
  await importFile(assay, manyComparisons);
  await watchCommits(page);
  await page.reload();
  await openComparisons(page);
  const article = page.getByRole("article");
  const total = Number((await page.getByText(/^1 of /).innerText()).replace(/\D/g, "").slice(1));
  const each = Math.min(wanted, Math.floor(total / 2));
  expect(each).toBe(wanted);
  await watchPaints(page);

  await page.mouse.move(0, 0);
  await resetCommits(page);
  await page.keyboard.press("a");
  const before = await article.getAttribute("data-comparison");
  await page.keyboard.press("1");
  await expect(article).not.toHaveAttribute("data-comparison", before ?? "");
  const next = (await article.getAttribute("data-comparison")) ?? "";
  await allOnDisk(page);
  // The list has been asked for again once the row shows its check without what is remembered of the decision.
  await expect(page.getByText(/^1 of .* reviewed/)).toBeVisible();
  const { panes } = await commitsOf(page);
  expect(panes.filter((key) => key === next)).toHaveLength(1);
  // Being saved, and saved.
  expect(panes.filter((key) => key === before).length).toBeLessThanOrEqual(2);
  await page.keyboard.press("a");

  const decideOpen = async (n: number) => {
    await page.keyboard.press("j");
    await page.keyboard.press(n % 3 === 0 ? "t" : "1");
  };
  if (asked > 0) printTimes("open", await timePresses(page, each - 1, decideOpen));
  else for (let n = 1; n < each; n++) await decideOpen(n);
  await savedInTheEnd(page);
  const open = (await readRecords(assay, "curation.jsonl")) as { decisions: number; queue?: string }[];
  expect(open.map(({ queue }) => queue)).toEqual(open.map(() => undefined));
  expect(open).toHaveLength(each);

  await page.getByRole("button", { name: "Queue…" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.type("blind");
  await page.keyboard.press("Enter");
  await expect(article).toHaveAttribute("data-sealed", "true");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByText(/^1 of /).first()).toBeVisible();
  const decideBlind = async (n: number) => {
    await page.keyboard.press(n % 2 === 0 ? "1" : "w");
    await page.keyboard.press("Enter");
  };
  if (asked > 0) printTimes("blind", await timePresses(page, each, decideBlind));
  else for (let n = 0; n < each; n++) await decideBlind(n);
  await savedInTheEnd(page);
  const blind = ((await readRecords(assay, "curation.jsonl")) as typeof open).slice(open.length);
  expect(blind).toHaveLength(2 * each);
  expect(blind.filter(({ queue }) => queue === undefined)).toEqual([]);
  expect((await commitsOf(page)).mouse).toBe(0);
});
