import { join } from "node:path";
import type { Page } from "@playwright/test";
import { timePresses, watchPaints } from "../../e2e/specs/paints.ts";
import { withBrowser } from "../lib/browser.ts";
import { startHost } from "../lib/host.ts";
import type { Context, Part } from "../lib/part.ts";
import { computeFigures, measureRows, type Row } from "../lib/row.ts";
import { grouped } from "../lib/words.ts";
import { sharedWorkspace } from "../lib/workspaces.ts";

const presses = 250;
const budget = { atMost: 50, judged: "p99" } as const;

/** The next comparison after a key press, as a reviewer sees it. */
export const screenPart: Part = async (context) => ({
  rows: await measureRows("next comparison after a key press", () => reviewed(context)),
});

async function reviewed({ folder, comparisons }: Context): Promise<Row[]> {
  const work = `next comparison after a key press, ${grouped(comparisons)} comparisons, to painted`;
  const { path } = await sharedWorkspace(folder, "comparisons", comparisons);
  return withBrowser(work, async (browser) => {
    const host = await startHost(path, join(folder, "home"));
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(await host.newAddress());
      // The pause after a decision is deliberate, and not what is measured.
      await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Settings", exact: true }).click();
      await page.getByLabel("Pause (ms)").fill("0");
      await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Comparisons", exact: true }).click();
      await page.locator("article[data-comparison]").waitFor();
      await watchPaints(page);
      const note = `p99 of ${presses} presses, each as soon as the one before was painted; painted is the second animation frame after the change`;
      const next = await pressed(page, "j");
      await page.keyboard.press("a");
      const decided = await pressed(page, "1");
      await startBlindQueue(page);
      const blind = await pressed(page, "Enter", "1");
      return [
        { work, unit: "ms", assay: computeFigures(next), budget, note },
        {
          work: `next comparison after a decision (gold, auto-advance), ${grouped(comparisons)} comparisons, to painted`,
          unit: "ms",
          assay: computeFigures(decided),
          budget,
        },
        {
          work: `next comparison of a blind queue after a decision (gold, then Enter), of ${grouped(comparisons)}, to painted`,
          unit: "ms",
          assay: computeFigures(blind),
          budget,
        },
      ];
    } finally {
      await host.stop();
    }
  });
}

/** A queue of everything, blind as new queues are. */
async function startBlindQueue(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Queue…" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Name" }).waitFor();
  await page.keyboard.type("blind");
  await page.keyboard.press("Enter");
  await page.locator("article[data-sealed='true']").waitFor({ timeout: 60_000 });
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

/** @param before pressed before each, and not measured. @returns for each press of the key, ms from its time stamp to painted. */
const pressed = (page: Page, key: string, before?: string): Promise<number[]> =>
  timePresses(page, presses, async () => {
    if (before !== undefined) await page.keyboard.press(before);
    await page.keyboard.press(key);
  });
