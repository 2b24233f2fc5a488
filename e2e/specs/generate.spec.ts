import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test, type WorkFile } from "../fixtures.ts";
import { chooseTheme, goTo, heading, importFile, readRecords } from "./app.ts";
import { allOnDisk, candidate, openComparisons } from "./review.ts";

interface Sample {
  sample_id: string;
  tier: string;
}
const readTiers = async (assay: Parameters<typeof readRecords>[0]) =>
  ((await readRecords(assay, "training_samples.jsonl")) as Sample[]).map(({ tier }) => tier).sort();

/** Comparisons of two candidates, the second the winner with that score. */
function comparisons(workFile: WorkFile, scores: readonly number[]): Promise<string> {
  const lines = scores.map((score, i) =>
    JSON.stringify({
      comparison_id: `c-${i}`,
      query: `question ${i}`,
      candidates: ["left", "right"].map((engine) => ({ engine_id: engine, output: `${engine} answers ${i}` })),
      winner: { engine_id: "right", score },
    }),
  );
  return workFile("comparisons.jsonl", `${lines.join("\n")}\n`);
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("textbox", { name: "Command" }).fill(words);
  // Records come behind the commands.
  const first = page.getByRole("dialog", { name: "Commands" }).getByRole("button").first();
  await expect(first).toHaveAccessibleName(new RegExp(`^${words}`, "i"));
  await page.keyboard.press("Enter");
}

const dialog = (page: Page): Locator => page.getByRole("dialog", { name: "Generate samples from recorded winners" });

test("generating shows a preview first, leaves decisions alone, and can be undone from the recent decisions", async ({
  assay,
  workFile,
}) => {
  await importFile(assay, await comparisons(workFile, [0.95, 0.92, 0.8, 0.2]));
  const { page } = assay;
  await openComparisons(page);
  await page.keyboard.press("b");
  await allOnDisk(page);

  await command(page, "Generate samples");
  await expect(dialog(page).getByRole("list", { name: "What changes" })).toContainText(/New samples\s*2/);
  await expect(dialog(page).getByRole("region", { name: "Left out" })).toContainText(/already decided\s*1/);
  await expect(dialog(page).getByRole("region", { name: "Left out" })).toContainText(/below the bronze threshold\s*1/);
  await expect(dialog(page).getByRole("region", { name: "Examples" }).getByRole("listitem")).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  expect(await readRecords(assay, "curation.jsonl")).toHaveLength(1);

  await command(page, "Generate samples");
  await expect(page.getByRole("button", { name: "Add 2 samples" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Added 2 samples.")).toBeVisible();
  await expect(dialog(page)).toBeHidden();
  await expect.poll(() => readTiers(assay)).toHaveLength(2);
  await expect(page.getByRole("button", { name: "Undo: generated 2 samples" }).first()).toBeVisible();

  // A decision of the person's own, and then the row of the generation, by keyboard.
  await page.keyboard.press("j");
  await page.keyboard.press("3");
  await allOnDisk(page);
  const trail = page.getByRole("region", { name: "Recent decisions" });
  await trail.getByRole("button", { name: "Undo: generated 2 samples" }).focus();
  await page.keyboard.press("Enter");
  await allOnDisk(page);
  await expect.poll(() => readTiers(assay)).toEqual(["bronze"]);
  await expect(trail.getByRole("button", { name: /^Undo: undone: generated 2 samples/ })).toBeVisible();
  await expect(trail.getByRole("button", { name: "Undo: generated 2 samples" })).toHaveCount(0);

  await heading(page).click();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(trail.getByRole("button", { name: "Undo: generated 2 samples" })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+z");
  await page.keyboard.press("ControlOrMeta+z");
  await allOnDisk(page);
  await expect.poll(() => readTiers(assay)).toEqual([]);
});

test("promotes every undecided winner from a score on, of the filter, by keyboard, as one step", async ({ assay, workFile }) => {
  await importFile(assay, await comparisons(workFile, [0.95, 0.92, 0.8, 0.2]));
  const { page } = assay;
  await openComparisons(page);
  await page.keyboard.press("b");
  await allOnDisk(page);
  await page.getByRole("searchbox", { name: "Search comparisons" }).fill("question");
  await expect(page.getByText("4 comparisons")).toBeVisible();
  await page.getByRole("button", { name: "Promote winners…" }).focus();
  await page.keyboard.press("Enter");
  const promotion = page.getByRole("dialog", { name: "Promote recorded winners" });
  await expect(promotion.getByRole("switch", { name: "Only comparisons containing “question”" })).toBeChecked();
  await expect(promotion.getByRole("textbox", { name: "Score from" })).toBeFocused();
  await expect(promotion.getByRole("button", { name: "Add 1 sample" })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("0.75");
  await expect(promotion.getByRole("button", { name: "Add 2 samples" })).toBeEnabled();
  await expect(promotion.getByRole("region", { name: "Left out" })).toContainText(/below that score\s*1/);
  await page.keyboard.press("Enter");
  await expect(promotion).toBeHidden();
  await expect.poll(() => readTiers(assay)).toEqual(["gold", "gold"]);
  await heading(page).click();
  await page.keyboard.press("ControlOrMeta+z");
  await allOnDisk(page);
  await expect.poll(() => readTiers(assay)).toEqual([]);
});

test("says why when there is nothing to generate", async ({ assay, workFile }) => {
  await importFile(assay, await comparisons(workFile, [0.1, 0.2]));
  const { page } = assay;
  await command(page, "Generate samples");
  await expect(dialog(page).getByText("Nothing to generate")).toBeVisible();
  await expect(dialog(page)).toContainText(/below the bronze threshold\s*2/);
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toBeHidden();
  expect(await readRecords(assay, "curation.jsonl")).toEqual([]);
});

for (const theme of ["light", "dark"] as const) {
  test(`the preview has no axe violations, ${theme}`, async ({ assay, workFile }) => {
    await importFile(assay, await comparisons(workFile, [0.95, 0.8, 0.6, 0.1]));
    const { page } = assay;
    await chooseTheme(page, theme);
    await command(page, "Generate samples");
    await expect(page.getByRole("button", { name: "Add 3 samples" })).toBeFocused();
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`))).toEqual([]);
  });
}

test("undo from the palette waits for decisions that are still being saved", async ({ assay, workFile }) => {
  await importFile(assay, await comparisons(workFile, [0.1, 0.2, 0.3]));
  const { page } = assay;
  const held: (() => void)[] = [];
  // Only the web host has a socket that can be held up; the order is the same in every host.
  let holding = assay.host === "web";
  const isHeld = holding;
  await page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const isDecision = /"curation\.(apply|undo|redo)"/.test(String(message));
      if (holding && isDecision) held.push(() => server.send(message));
      else server.send(message);
    });
  });
  if (isHeld) await page.reload();
  await openComparisons(page);
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press("1");
    await page.keyboard.press("j");
  }
  if (isHeld) await expect(page.getByText("Saving 3…")).toBeVisible();
  await command(page, "Undo last decision");
  if (isHeld) {
    await expect(page.getByText("Saving 4…")).toBeVisible();
    // What waits long is marked where it was decided; the mark of the bar alone turns.
    await expect.poll(() => page.locator("svg[data-late][aria-label='Saving']").count()).toBeGreaterThanOrEqual(3);
    const turning = () =>
      document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations === Number.POSITIVE_INFINITY).length;
    expect(await page.evaluate(turning)).toBe(1);
  }
  holding = false;
  for (const send of held) send();
  await allOnDisk(page);
  const lines = (await readRecords(assay, "curation.jsonl")) as { type: string; event_id: string; target: string | null }[];
  // Where the dataset file was rewritten meanwhile, the log also says where its samples are now.
  const events = lines.filter(({ type }) => type !== "place");
  expect(events.map(({ type }) => type)).toEqual(["decide", "decide", "decide", "undo"]);
  expect(events[3]?.target).toBe(events[2]?.event_id);
  await expect(page.getByText(/^Undone: promoted candidate A/).first()).toBeVisible();
  await goTo(page, "Samples");
  await expect(page.getByRole("listbox", { name: "Samples" }).getByRole("option")).toHaveCount(2);
  await expect(candidate(page, 1)).toHaveCount(0);
});
